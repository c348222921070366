// 1,000 records on a slow phone: how long the list and a filter take, without a network.

import { awake, phone } from "./browser.mjs";

const RECORDS = 1_000;
const SLOWDOWN = 4;
const PATIENCE_MS = 15_000;

/** Milliseconds from the tap to the painted list; none for what does not come without a network. */
export async function thousandRecords(browser, url, { cookie, account }) {
  const context = await phone(browser, url, cookie);
  const page = await context.newPage();
  // What a phone keeps for later, it keeps before the signal goes.
  await page.goto("/", { waitUntil: "networkidle" });
  await awake(page);
  await page.evaluate(seed, { account, count: RECORDS, pattern: await pattern(page) });
  await page.reload({ waitUntil: "networkidle" });
  await awake(page);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  await context.setOffline(true);
  const list = await timed(page, 'a[href="/records"]', "nav:has(.filter) ~ section li");
  const approved = 'a.filter[href^="/records?status=approved"]';
  const filter = list === null ? null : await timed(page, approved, `nav:has(${approved}[aria-current]) ~ section li`);
  await context.close();
  return { list_ms: list, filter_ms: filter };
}

/** A record as the server shows it to its author: the pattern of all others. */
async function pattern(page) {
  const answer = await page.request.get("/api/v1/records?kind=visit&limit=1");
  return (await answer.json()).records[0];
}

/** Fills the phone's copy of the records. Runs in the page. */
async function seed({ account, count, pattern }) {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open("ketepai", 1);
    // As `frontend/src/database.rs` makes them, where it has not yet.
    opening.onupgradeneeded = () => {
      const make = (name, keyPath) => opening.result.createObjectStore(name, { keyPath });
      make("settings", null);
      make("queue", "record_id");
      make("photos", ["account_id", "sha256"]);
      make("records", ["account_id", "id"]);
      make("reference", "account_id");
      make("sealed", "id");
      make("keys", "account_id");
    };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const writing = database.transaction("records", "readwrite");
  for (let number = 0; number < count; number++) {
    const id = `01920000-0000-7000-8000-${String(number).padStart(12, "0")}`;
    const day = new Date(Date.UTC(2026, 0, 1 + (number % 300))).toISOString().slice(0, 10);
    const status = ["approved", "submitted", "returned"][number % 3];
    const view = { ...pattern, id, status, started_on: day, ended_on: day, occurred_on: day };
    writing.objectStore("records").put({ account_id: account, id, view });
  }
  await new Promise((resolve, reject) => {
    writing.oncomplete = resolve;
    writing.onabort = () => reject(writing.error);
  });
  database.close();
}

/** Taps a link and waits, inside the page, until what it leads to has been painted. */
async function timed(page, link, shown) {
  return page.evaluate(
    async ({ link, shown, patience }) => {
      const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const target = document.querySelector(link);
      if (!target) return null;
      const started = performance.now();
      target.click();
      while (performance.now() - started < patience) {
        await painted();
        if (document.querySelector(shown)) return Math.round(performance.now() - started);
      }
      return null;
    },
    { link, shown, patience: PATIENCE_MS },
  );
}
