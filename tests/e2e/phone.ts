// What a phone keeps: its outbox, read and filled past the page. The entries are those of
// `domain/src/sync/entry.rs`; the names of database and stores those of
// `frontend/src/database.rs`.

import { type APIRequestContext, type BrowserContext, type Page } from "@playwright/test";
import { ask } from "./people";

const DATABASE = "ketepai";
const ENTRIES = "queue";
const PHOTOS = "photos";

/** An entry of the outbox, as far as tests look at it. */
export interface Entry {
  record_id: string;
  account_id: string;
  outgoing?: { op: string; record: Record<string, unknown>; queued_at: string };
  flight?: unknown;
  trouble?: { trouble: string };
}

/** All entries on this phone. */
export async function outbox(page: Page): Promise<Entry[]> {
  return page.evaluate(
    async ({ database, store }) => {
      const opened = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(database);
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
    { database: DATABASE, store: ENTRIES },
  );
}

/** Queues so many visits, as submitting the form would, the first `photos` with a photo each. */
export async function queueVisits(page: Page, visit: Visit, count: number, photos: number): Promise<void> {
  await page.evaluate(
    async ({ visit, count, photos, names }) => {
      const hex = (bytes: ArrayLike<number>) =>
        Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      const newId = () => {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | 0x7000n);
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        const text = hex(bytes);
        return [8, 12, 16, 20].reduceRight((id, at) => `${id.slice(0, at)}-${id.slice(at)}`, text);
      };
      const photo = async (number: number) => {
        const canvas = new OffscreenCanvas(320, 240);
        const pen = canvas.getContext("2d")!;
        pen.fillStyle = `hsl(${(number * 37) % 360} 60% 50%)`;
        pen.fillRect(0, 0, 320, 240);
        pen.strokeText(`${number} ${Math.random()}`, 20, 120);
        const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
        const bytes = new Uint8Array(await blob.arrayBuffer());
        const digest = await crypto.subtle.digest("SHA-256", bytes);
        const row = { account_id: visit.account_id, sha256: hex(new Uint8Array(digest)), type: blob.type };
        return { ...row, bytes, thumbnail: bytes };
      };
      const made: { entry: object; photo?: object }[] = [];
      for (let number = 0; number < count; number++) {
        const picture = number < photos ? await photo(number) : undefined;
        const id = newId();
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
    { visit, count, photos, names: { database: DATABASE, entries: ENTRIES, photos: PHOTOS } },
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
