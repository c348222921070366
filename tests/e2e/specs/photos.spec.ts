// Photos and position in the field form, as far as the phone's own disk.

import type { Page } from "@playwright/test";
import { expect, open, test } from "../fixtures";
import { signIn, submit, writeVisit, ZHAO } from "../people";
import { fromCamera, heldDraft, heldPhotos, painted } from "../pictures";

test.skip(({ isMobile }) => !isMobile, "the field form is a phone's");

test.beforeEach(async ({ page }) => {
  await signIn(page, ZHAO);
  await begin(page);
});

async function begin(page: Page): Promise<void> {
  await page.getByRole("link", { name: "记一次服务" }).click();
  await expect(page.getByRole("heading", { name: "记一次服务" })).toBeVisible();
}

const gallery = (page: Page) => page.getByLabel("从相册选");
const items = (page: Page) => page.locator(".photo-list > li");
const field = (page: Page) => page.getByRole("group", { name: /^照片/ });

test("a photo is kept upright, small and without what the camera wrote beside it", async ({ page }) => {
  const camera = fromCamera(await painted(page, 3000, 2000));
  await gallery(page).setInputFiles(camera);
  const thumbnail = page.getByRole("img", { name: "第 1 张照片" });
  await expect(thumbnail).toBeVisible();
  await expect(thumbnail).toHaveJSProperty("complete", true);
  await expect(field(page)).toContainText("1 / 9");

  const [photo, ...others] = await heldPhotos(page);
  expect(others).toEqual([]);
  expect(photo.contentType).toBe("image/jpeg");
  expect(photo.size).toBeLessThanOrEqual(300 * 1024);
  expect(photo.hash).toBe(photo.sha256);
  expect(photo.hasMetadata).toBe(false);
  expect(photo.height, "a picture held sideways stands upright").toBeGreaterThan(photo.width);
  expect(photo.height).toBeLessThanOrEqual(1600);
  const [red, green] = photo.secondCorner;
  expect(red, "the first corner has turned to the right").toBeGreaterThan(200);
  expect(green).toBeLessThan(80);
  expect(photo.firstCorner[0]).toBeLessThan(200);
  expect(photo.thumbnail.longest).toBe(240);
  expect(photo.thumbnail.size).toBeLessThan(40 * 1024);

  await page.getByLabel("第 1 张照片的说明").fill("脐橙树势");
  await expect
    .poll(async () => (await heldDraft(page))?.photos)
    .toEqual([{ sha256: photo.sha256, caption: "脐橙树势", taken_at: expect.any(String) }]);
});

test("nine photos stay in their order, more are left out with a word", async ({ page }) => {
  const files = [];
  for (let seed = 1; seed <= 11; seed++) files.push(await painted(page, 60, 40, seed));
  await gallery(page).setInputFiles(files.slice(0, 8));
  await expect(items(page)).toHaveCount(8);
  await expect(gallery(page)).toBeEnabled();
  await gallery(page).setInputFiles(files.slice(8));
  await expect(items(page)).toHaveCount(9);
  await expect(field(page)).toContainText("一条记录最多 9 张照片，多出的 2 张没有加上。");
  await expect(gallery(page)).toBeDisabled();
  await expect(page.getByLabel("拍照")).toBeDisabled();

  const hashes = async () => (await heldDraft(page))?.photos.map((photo: any) => photo.sha256);
  await expect.poll(async () => (await hashes())?.length).toBe(9);
  const before: string[] = await hashes();
  await page.getByRole("button", { name: "去掉第 2 张照片" }).click();
  await expect(items(page)).toHaveCount(8);
  await expect(gallery(page)).toBeEnabled();
  await expect.poll(hashes).toEqual(before.filter((_, at) => at !== 1));
});

test("a file that is no picture is named, and the others come in", async ({ page }) => {
  const broken = { name: "2.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") };
  const [first, third] = [await painted(page, 60, 40, 1), await painted(page, 60, 40, 3)];
  await gallery(page).setInputFiles([first, broken, third]);
  await expect(items(page)).toHaveCount(2);
  await expect(field(page)).toContainText("第 2 张：这张照片打不开，没有加上。");
  await expect(gallery(page)).toBeEnabled();
  await gallery(page).setInputFiles(first);
  await expect(field(page)).toContainText("第 1 张：这张照片已经加过了。");
  await expect(items(page)).toHaveCount(2);
});

test("what is sent waits for the photos that are taken in, whatever comes of them", async ({ page }) => {
  const good = await painted(page, 60, 40);
  await page.evaluate(() => {
    const usual = window.createImageBitmap.bind(window) as (...asked: any) => Promise<ImageBitmap>;
    const ready = new Promise<void>((resolve) => ((window as any).decodes = resolve));
    const slow = (...asked: any) => ready.then(() => usual(...asked));
    window.createImageBitmap = slow as typeof window.createImageBitmap;
  });
  await writeVisit(page, "照片还没处理完：到果园查看脐橙树势，讲解清园的做法。");
  await gallery(page).setInputFiles([good, { ...good, buffer: Buffer.from("no picture") }]);
  await expect(page.getByRole("button", { name: "正在处理照片…" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "存草稿" })).toBeDisabled();
  await page.evaluate(() => (window as any).decodes());
  await expect(field(page)).toContainText("第 2 张：这张照片打不开，没有加上。");
  await submit(page);
  await expect(page.getByRole("heading", { name: "已提交，等待审核" })).toBeVisible({ timeout: 20_000 });
  await expect(page.locator("#saved")).toContainText("照片 1/1 已送达");
  await page.getByRole("button", { name: "再记一个村" }).click();
  await expect(items(page)).toHaveCount(0);
  await expect(field(page)).not.toContainText("打不开");
});

test("a picture that the browser never finishes is named after a minute, and the others come in", async ({ page }) => {
  const good = await painted(page, 60, 40);
  await page.evaluate(() => {
    const [wait, draw] = [window.setTimeout.bind(window), window.createImageBitmap.bind(window) as (...asked: any) => Promise<ImageBitmap>];
    // A minute goes by in three seconds.
    const soon = (act: () => void, time?: number, ...rest: unknown[]) => wait(act, time === 1_000 ? 50 : time, ...rest);
    window.setTimeout = soon as typeof window.setTimeout;
    const asked: unknown[] = [];
    const first = (...args: any) => (asked.push(args) === 1 ? new Promise<ImageBitmap>(() => {}) : draw(...args));
    window.createImageBitmap = first as typeof window.createImageBitmap;
  });
  await gallery(page).setInputFiles([good, good]);
  await expect(field(page)).toContainText("第 1 张：这张照片打不开，没有加上。");
  await expect(items(page)).toHaveCount(1);
  await expect(page.getByRole("button", { name: "提交", exact: true })).toBeEnabled();
});

const NO_ROOM = "手机存储快满了，照片没有加上；文字仍可以保存和提交。";

async function expectTextIsKept(page: Page): Promise<void> {
  await expect(items(page)).toHaveCount(0);
  await page.getByLabel(/^情况记录/).fill("文字仍然存得下");
  await expect.poll(async () => (await heldDraft(page))?.content).toBe("文字仍然存得下");
}

test("a disk that is nearly full refuses photos and keeps text", async ({ page }) => {
  await page.evaluate(() => {
    const mebibyte = 1024 * 1024;
    navigator.storage.estimate = async () => ({ usage: 6 * mebibyte, quota: 11 * mebibyte });
  });
  await gallery(page).setInputFiles(await painted(page, 60, 40));
  await expect(field(page)).toContainText(NO_ROOM);
  await expectTextIsKept(page);
});

test("a disk that turns out to be full refuses the photo and keeps text", async ({ page }) => {
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...value) {
      if (this.name === "photos") throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, value);
    };
  });
  await gallery(page).setInputFiles(await painted(page, 60, 40));
  await expect(field(page)).toContainText(NO_ROOM);
  await expectTextIsKept(page);
});

const position = (page: Page) => page.getByRole("group", { name: "位置" });

test("a position is recorded at the person's tap, and forgotten at another", async ({ page, context }) => {
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 25.3861234567, longitude: 114.9, accuracy: 12 });
  await expect(position(page)).toContainText("不点就不记");
  await page.getByRole("button", { name: "记录位置" }).click();
  await expect(position(page)).toContainText("已记录，精确到约 12 米 · 刚刚");
  await expect
    .poll(async () => (await heldDraft(page))?.position)
    .toEqual({ lat: 25.386123, lon: 114.9, accuracy_m: 12, at: expect.any(String) });
  await page.getByRole("button", { name: "不记录" }).click();
  await expect.poll(async () => (await heldDraft(page))?.position_absent).toBe("skipped");
  expect((await heldDraft(page)).position).toBeUndefined();
});

test("a refusal is recorded once and the next form does not ask", async ({ page, context }) => {
  // An empty list denies what is not on it.
  await context.grantPermissions([]);
  await page.getByRole("button", { name: "记录位置" }).click();
  await expect(position(page)).toContainText("手机没有允许定位");
  await expect.poll(async () => (await heldDraft(page))?.position_absent).toBe("denied");
  await open(page, "/");
  await begin(page);
  await expect(position(page)).toContainText("手机没有允许定位");
});

test("without a fix in fifteen seconds the form goes on without one", async ({ page }) => {
  await page.evaluate(() => {
    navigator.geolocation.getCurrentPosition = () => {};
  });
  await page.getByRole("button", { name: "记录位置" }).click();
  await expect(position(page)).toContainText("正在定位，最多 15 秒");
  await expect(position(page)).toContainText("没有定位到，不影响提交", { timeout: 17_000 });
  await expect.poll(async () => (await heldDraft(page))?.position_absent).toBe("no_fix");
});
