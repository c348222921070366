// 救援文件: needed exactly when the wasm does not start.

import { type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { expect, test } from "../valley";
import { signIn, ZHAO } from "../people";

test.skip(({ isMobile }) => !isMobile, "one screen is enough");
test.use({ expectedConsole: [[/Failed to load resource/, /WebAssembly/, /CompileError/, /net::ERR_/], { option: true }] });

const MINE = "0191420c-13f8-76b9-81bc-b81287c8c001";
const OTHERS = "0191420c-13f8-76b9-81bc-b81287c8c002";

/** Puts into the phone's database what its outbox would: two records of mine, one of somebody else. */
async function queue(page: Page, photos: number): Promise<void> {
  await page.evaluate(
    async ({ mine, others, photos }) => {
      const stores: [string, IDBObjectStoreParameters | undefined][] = [
        ["settings", undefined],
        ["queue", { keyPath: "record_id" }],
        ["photos", { keyPath: ["account_id", "sha256"] }],
        ["records", undefined],
        ["reference", undefined],
        ["sealed", { keyPath: "id" }],
        ["keys", undefined],
      ];
      const done = (request: IDBRequest | IDBTransaction) =>
        new Promise<any>((resolve, reject) => {
          request.onerror = () => reject(request.error);
          if (request instanceof IDBTransaction) request.oncomplete = () => resolve(undefined);
          else request.onsuccess = () => resolve(request.result);
        });
      const opening = indexedDB.open("ketepai", 1);
      opening.onupgradeneeded = () =>
        stores.forEach(([name, options]) => opening.result.createObjectStore(name, options));
      const database: IDBDatabase = await done(opening);
      const writing = database.transaction(["settings", "queue", "photos", "sealed"], "readwrite");
      const put = (store: string, value: unknown, key?: string) => writing.objectStore(store).put(value, key);
      put("settings", { account_id: mine, login: "zhao", name: "赵", role: "commissioner" }, "account");
      put("settings", "device-1", "device_id");
      const visit = { kind: "visit", content: "到果园查看脐橙树势和病虫害", ended_on: "2026-02-20", photos: [] };
      const queued = { op: "submit", queued_at: "2026-02-20T08:00:00Z" };
      put("queue", { record_id: "r1", kind: "visit", account_id: mine, outgoing: { ...queued, record: visit } });
      const training = { kind: "training", title: "油茶修剪培训", ended_at: "2026-02-21T08:00:00Z" };
      put("queue", { record_id: "r2", kind: "training", account_id: mine, draft: { record: training } });
      put("queue", { record_id: "r3", kind: "visit", account_id: others, outgoing: { ...queued, record: visit } });
      for (let number = 0; number < photos; number++) {
        const bytes = new Uint8Array(300_000).fill(number);
        put("photos", { account_id: mine, sha256: `hash-${number}`, content_type: "image/jpeg", bytes });
      }
      put("photos", { account_id: others, sha256: "theirs", content_type: "image/jpeg", bytes: new Uint8Array([9]) });
      put("sealed", { id: "s1", account_id: others, nonce: new Uint8Array([1, 2]), bytes: new Uint8Array([3, 4]) });
      await done(writing);
      database.close();
      document.cookie = `ketepai-account=${mine}; path=/`;
    },
    { mine: MINE, others: OTHERS, photos },
  );
}

/** What the worker kept of the application is no longer what was built. */
function breakTheWasm(page: Page): Promise<void> {
  return page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        if (request.url.endsWith(".wasm")) await cache.put(request, new Response("broken"));
      }
    }
  });
}

/** Presses the button and reads the file. */
async function exported(page: Page): Promise<{ name: string; file: any }> {
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出救援文件" }).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), file: JSON.parse(readFileSync(await download.path(), "utf8")) };
}

test("with a broken wasm and no network the queue is handed over in one file", async ({ page, between }) => {
  await signIn(page, ZHAO);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await breakTheWasm(page);
  between.weather = "cut";
  await page.goto("/records");
  await expect(page.getByRole("heading", { name: "应用没能打开" })).toBeVisible();
  await queue(page, 2);
  await page.getByRole("link", { name: "导出救援文件" }).click();

  const lines = page.getByRole("listitem");
  await expect(lines).toHaveCount(2);
  await expect(lines.nth(0)).toContainText("服务 · 2026年2月20日 · 已存手机");
  await expect(lines.nth(1)).toContainText("油茶修剪培训");
  await expect(lines.nth(1)).toContainText("草稿");
  await expect(page.getByText("其他账号")).toContainText("1 份");

  const { name, file } = await exported(page);
  expect(name).toMatch(/^ketepai-rescue-\d{4}-\d\d-\d\d\.json$/);
  expect(file).toMatchObject({ format: "ketepai-rescue", version: 1, device_id: "device-1", account_id: MINE });
  expect(file.entries.map((entry: any) => entry.record_id)).toEqual(["r1", "r2"]);
  expect(file.sealed).toEqual([{ id: "s1", account_id: OTHERS, nonce: "AQI=", bytes: "AwQ=" }]);
  expect(file.photos).toHaveLength(2);
  expect(file.photos[1]).toMatchObject({ sha256: "hash-1", account_id: MINE, content_type: "image/jpeg" });
  expect(Buffer.from(file.photos[1].data, "base64").equals(Buffer.alloc(300_000, 1))).toBe(true);
});

test("who has signed in since sees nothing of the last person's", async ({ page }) => {
  await page.goto("/rescue.html");
  await queue(page, 1);
  await page.evaluate((others) => (document.cookie = `ketepai-account=${others}; path=/`), OTHERS);
  await page.reload();
  await expect(page.getByText("没有本账号的记录")).toBeVisible();
  await expect(page.getByText("其他账号")).toContainText("1 份");
  await expect(page.getByRole("listitem")).toHaveCount(0);
  const { file } = await exported(page);
  expect([file.entries, file.photos]).toEqual([[], []]);
});

test("a hundred photos go into the file", async ({ page }) => {
  await page.goto("/rescue.html");
  await queue(page, 100);
  await page.reload();
  const { file } = await exported(page);
  expect(file.photos).toHaveLength(100);
});

test("a phone that keeps nothing is left as it was", async ({ page }) => {
  await page.goto("/rescue.html");
  await expect(page.getByRole("status")).toContainText("没有等待送达的记录");
  // An empty database made here would lack the application's stores for ever.
  const names = await page.evaluate(async () => (await indexedDB.databases()).map((found) => found.name));
  expect(names).not.toContain("ketepai");
});

test("a database that the browser closed in between is opened again", async ({ page }) => {
  await page.addInitScript(() => {
    // The first transactions fail as after a sleep.
    const usual = IDBDatabase.prototype.transaction;
    let failures = 2;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...asked: any) {
      if (location.pathname === "/rescue.html" && failures-- > 0) {
        throw new DOMException("The database connection is closing.", "InvalidStateError");
      }
      return usual.apply(this, asked);
    } as typeof usual;
  });
  await page.goto("/sign-in");
  await queue(page, 1);
  await page.goto("/rescue.html");
  await expect(page.getByRole("listitem")).toHaveCount(2);
});

test("the page speaks English to who chose it", async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem("ketepai.language", "en"));
  await page.goto("/rescue.html");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("heading", { name: "Rescue file" })).toBeVisible();
  await expect(page.getByRole("status")).toContainText("Nothing on this phone waits to be delivered");
});
