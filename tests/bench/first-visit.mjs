// What the first visit of the form page downloads, as the network counts it.

import { awake, phone } from "./browser.mjs";

/** Bytes in all and by kind of file, headers among them. */
export async function firstVisit(browser, url, cookie) {
  // What the worker fetches for later comes after the page and is not waited for.
  const context = await phone(browser, url, cookie, { serviceWorkers: "block" });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  const kinds = new Map();
  const bytes = {};
  devtools.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? "other";
    bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength;
  });
  await page.goto("/visits/new", { waitUntil: "networkidle" });
  await awake(page);
  await context.close();
  return { total: Object.values(bytes).reduce((sum, one) => sum + one, 0), kinds: bytes };
}
