// What a phone keeps: its outbox, read and filled past the page. The entries are those of
// `domain/src/sync/entry.rs`; the names of database and stores those of
// `frontend/src/database.rs`.

import { randomBytes } from "node:crypto";
import { type APIRequestContext, type BrowserContext, expect, type JSHandle, type Page } from "@playwright/test";
import { ask } from "./people";

const DATABASE = "ketepai";
const ENTRIES = "queue";
const PHOTOS = "photos";

/** The pages of the phone that need no record. */
export const FIELD = ["/", "/visits/new", "/trainings/new", "/records", "/villages", "/outbox", "/phone", "/rescue", "/me", "/password"];

/** An entry of the outbox, as far as tests look at it. */
export interface Entry {
  record_id: string;
  account_id: string;
  draft?: { record: Record<string, unknown> };
  outgoing?: { op: string; record: Record<string, any>; queued_at: string };
  flight?: { change_id: string; record: Record<string, unknown> };
  taken?: { sent_photos: string[] };
  trouble?: { trouble: string };
  tries: { failed: number; last_at?: string; next_at?: string; why?: string };
}

/** A new id, as a phone makes it. */
export function newId(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = bytes.toString("hex");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

/** All values of one store of the phone's database, still in the page. */
export function held(page: Page, store: string): Promise<JSHandle<any[]>> {
  return page.evaluateHandle(
    async ({ database, store }) => {
      const opened = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(database);
        // Made here it would lack its stores for ever.
        opening.onupgradeneeded = () => opening.transaction!.abort();
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      const all = await new Promise<any[]>((resolve, reject) => {
        const asking = opened.transaction(store).objectStore(store).getAll();
        asking.onsuccess = () => resolve(asking.result);
        asking.onerror = () => reject(asking.error);
      });
      opened.close();
      return all;
    },
    { database: DATABASE, store },
  );
}

/** All entries on this phone. */
export async function outbox(page: Page): Promise<Entry[]> {
  return (await held(page, ENTRIES)).jsonValue();
}

/** Writes entries back past the page, changed. */
export async function putEntries(page: Page, entries: Entry[]): Promise<void> {
  await page.evaluate(
    async ({ database, store, entries }) => {
      const opened = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(database);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      await new Promise<void>((resolve, reject) => {
        const writing = opened.transaction(store, "readwrite");
        entries.forEach((entry) => writing.objectStore(store).put(entry));
        writing.oncomplete = () => resolve();
        writing.onabort = () => reject(writing.error);
      });
      opened.close();
    },
    { database: DATABASE, store: ENTRIES, entries },
  );
}

/** All that this phone's database holds, as text; bytes are read as text too. */
export async function diskText(page: Page): Promise<string> {
  const stores = ["settings", ENTRIES, PHOTOS, "records", "reference", "sealed", "keys"];
  const texts = stores.map(async (store) =>
    (await held(page, store)).evaluate((all) => {
      const bytes = (value: unknown) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value);
      return JSON.stringify(all, (_, value) => bytes(value));
    }),
  );
  return (await Promise.all(texts)).join("\n");
}

/** Waits until the phone has what it needs without a network: the worker's files, and the data. */
export async function provisioned(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await pulled(page);
}

/** Waits until the phone has pulled this person's data. */
export async function pulled(page: Page): Promise<void> {
  await expect.poll(async () => (await held(page, "reference")).evaluate((all) => all.length)).toBe(1);
}

/** Queues so many visits, as submitting the form would, the first `photos` with a photo each. */
export async function queueVisits(page: Page, visit: Visit, count: number, photos: number): Promise<void> {
  const ids = Array.from({ length: count }, newId);
  await page.evaluate(
    async ({ visit, ids, photos, names }) => {
      const hex = (bytes: ArrayLike<number>) =>
        Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      const photo = async (number: number) => {
        const canvas = new OffscreenCanvas(320, 240);
        const pen = canvas.getContext("2d")!;
        pen.fillStyle = `hsl(${(number * 37) % 360} 60% 50%)`;
        pen.fillRect(0, 0, 320, 240);
        pen.strokeText(`${number} ${Math.random()}`, 20, 120);
        const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
        const bytes = new Uint8Array(await blob.arrayBuffer());
        const digest = await crypto.subtle.digest("SHA-256", bytes);
        const row = { account_id: visit.account_id, sha256: hex(new Uint8Array(digest)) };
        return { ...row, content_type: blob.type, bytes, thumbnail: bytes };
      };
      const made: { entry: object; photo?: object }[] = [];
      for (const [number, id] of ids.entries()) {
        const picture = number < photos ? await photo(number) : undefined;
        const at = new Date().toISOString();
        const taken = picture ? [{ sha256: picture.sha256 }] : [];
        const record = { ...visit.record, id, content: `${visit.record.content}第${number + 1}户。`, photos: taken };
        const outgoing = { op: "submit", record, queued_at: at };
        const base = { version: 0 };
        const entry = { record_id: id, kind: "visit", account_id: visit.account_id, begun_at: at, base, outgoing };
        made.push({ entry: { ...entry, author_id: null, tries: { failed: 0 } }, photo: picture });
      }
      const opened = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(names.database);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      await new Promise<void>((resolve, reject) => {
        const writing = opened.transaction([names.entries, names.photos], "readwrite");
        for (const { entry, photo } of made) {
          writing.objectStore(names.entries).put(entry);
          if (photo) writing.objectStore(names.photos).put(photo);
        }
        writing.oncomplete = () => resolve();
        writing.onabort = () => reject(writing.error);
      });
      opened.close();
    },
    { visit, ids, photos, names: { database: DATABASE, entries: ENTRIES, photos: PHOTOS } },
  );
}

/** What all queued visits have in common. */
export interface Visit {
  account_id: string;
  record: { content: string } & Record<string, unknown>;
}

/** A visit this commissioner may well have made today. */
export async function visitOf(direct: APIRequestContext, token: string): Promise<Visit> {
  const { user } = await ask(direct, token, "/api/v1/session");
  const { records } = await ask(direct, token, "/api/v1/records?kind=visit&limit=1");
  const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
  const place = { area_code: records[0].area_code, position_absent: "skipped" };
  const time = { started_on: today, ended_on: today, service_days: 0.5 };
  const kinds = { log_type: "personal", participant_ids: [], mode: "onsite", target_kind: "farmer_household" };
  const done = { action_kind: "tech_assistance", service_kinds: ["guidance"], industry_codes: ["navel_orange"] };
  const content = "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。";
  return { account_id: user.id, record: { kind: "visit", ...place, ...time, ...kinds, ...done, content } };
}

/** A visit with this text, sent from another phone; as the server holds it. */
export async function sentElsewhere(direct: APIRequestContext, token: string, content: string): Promise<any> {
  const { record } = await visitOf(direct, token);
  const [id, captured_at] = [newId(), new Date().toISOString()];
  const stamp = { change_id: newId(), sequence: 1, base_version: 0, captured_at, schema: 1 };
  const answer = await direct.post("/api/v1/sync", {
    headers: { authorization: `Bearer ${token}` },
    data: { device_id: "another phone", changes: [{ ...stamp, op: "submit", record: { ...record, id, content } }] },
  });
  expect((await answer.json()).results[0].outcome).toBe("applied");
  return ask(direct, token, `/api/v1/records/${id}`);
}

/** Tells the page what the system tells it when a signal is back. */
export async function hearSignal(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
}

/** Ends the tab as the system does when memory runs out: no page code runs any more. */
export async function killTab(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // It never answers: who could?
  devtools.send("Page.crash").catch(() => {});
  await crashed;
  await page.close();
}

/** Notes every change that leaves the phone and the first receipt it got. */
export class Traffic {
  readonly changes = new Map<string, unknown>();
  readonly receipts = new Map<string, string>();

  constructor(context: BrowserContext) {
    context.on("response", async (response) => {
      const request = response.request();
      if (request.method() !== "POST" || !request.url().endsWith("/api/v1/sync")) return;
      for (const change of request.postDataJSON().changes) this.changes.set(change.change_id, change);
      const answer = await response.json().catch(() => ({}));
      for (const { change_id, receipt } of answer.results ?? []) {
        if (receipt && !this.receipts.has(change_id)) this.receipts.set(change_id, receipt);
      }
    });
  }
}
