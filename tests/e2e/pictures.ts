// Pictures for the tests: painted in the page, with what a camera would write beside them put in here.

import type { Page } from "@playwright/test";
import { held, outbox } from "./phone";

/** A picture as a file input takes it. */
export interface PictureFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A JPEG with a red first corner and noise elsewhere, so that it does not compress well. */
export async function painted(page: Page, width: number, height: number, seed = 1): Promise<PictureFile> {
  const base64 = await page.evaluate(
    async ([width, height, seed]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext("2d")!;
      let state = seed;
      for (let y = 0; y < height; y += 3) {
        for (let x = 0; x < width; x += 3) {
          state = (state * 1103515245 + 12345) % 2147483648;
          context.fillStyle = `hsl(120 40% ${state % 97}%)`;
          context.fillRect(x, y, 3, 3);
        }
      }
      context.fillStyle = "rgb(255 0 0)";
      context.fillRect(0, 0, width / 4, height / 4);
      const address = canvas.toDataURL("image/jpeg", 0.9);
      return address.slice(address.indexOf(",") + 1);
    },
    [width, height, seed],
  );
  return { name: `${seed}.jpg`, mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}

/** The same picture as a camera held sideways writes it: to be turned right, and where it was taken. */
export function fromCamera(picture: PictureFile): PictureFile {
  const entry = (tag: number, type: number, count: number, value: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt16BE(tag, 0);
    head.writeUInt16BE(type, 2);
    head.writeUInt32BE(count, 4);
    return Buffer.concat([head, value, Buffer.alloc(4 - value.length)]);
  };
  const long = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const [ASCII, SHORT, LONG, RATIONAL] = [2, 3, 4, 5];
  const gpsAt = 8 + 2 + 2 * 12 + 4;
  const degreesAt = gpsAt + 2 + 2 * 12 + 4;
  const tiff = Buffer.concat([
    Buffer.from("MM\0*", "latin1"), long(8),
    Buffer.from([0, 2]),
    entry(0x0112, SHORT, 1, Buffer.from([0, 6])),
    entry(0x8825, LONG, 1, long(gpsAt)),
    long(0),
    Buffer.from([0, 2]),
    entry(0x0001, ASCII, 2, Buffer.from("N\0", "latin1")),
    entry(0x0002, RATIONAL, 3, long(degreesAt)),
    long(0),
    long(25), long(1), long(23), long(1), long(10), long(1),
  ]);
  const content = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  const { buffer } = picture;
  return { ...picture, buffer: Buffer.concat([buffer.subarray(0, 2), head, content, buffer.subarray(2)]) };
}

/** What the phone's disk holds of photos: each as it decodes, and what its bytes betray. */
export async function heldPhotos(page: Page): Promise<any[]> {
  return (await held(page, "photos")).evaluate((all: any[]) => {
    const hex = (bytes: ArrayBuffer) =>
      [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const look = async ({ sha256, content_type, bytes, thumbnail }: any) => {
      const picture = await createImageBitmap(new Blob([bytes]));
      const small = await createImageBitmap(new Blob([thumbnail]));
      const { width, height } = picture;
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(picture, 0, 0);
      const at = (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
      return {
        sha256,
        contentType: content_type,
        size: bytes.length,
        hash: hex(await crypto.subtle.digest("SHA-256", bytes)),
        width,
        height,
        firstCorner: at(width >> 3, height >> 3),
        secondCorner: at(width - (width >> 3), height >> 3),
        hasMetadata: /Exif|MPF|Photoshop|ns\.adobe/.test(new TextDecoder("latin1").decode(bytes)),
        thumbnail: { size: thumbnail.length, longest: Math.max(small.width, small.height) },
      };
    };
    return Promise.all(all.map(look));
  });
}

/** The text of the only draft on the phone's disk; nothing before there is one. */
export async function heldDraft(page: Page): Promise<any> {
  return (await outbox(page))[0]?.draft?.record;
}
