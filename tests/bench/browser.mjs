// One Chromium for all measurements.

import { chromium } from "playwright-core";
import { freePort } from "./server.mjs";

/** A phone as most commissioners carry. */
const PHONE = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
};

/** A browser that Lighthouse reaches by its port. */
export async function launch(executablePath) {
  const port = await freePort();
  const asRoot = process.getuid?.() === 0;
  const args = [`--remote-debugging-port=${port}`, "--disable-gpu", ...(asRoot ? ["--no-sandbox"] : [])];
  return { browser: await chromium.launch({ executablePath, args }), port };
}

/** A phone of its own, signed in. */
export async function phone(browser, url, cookie, more = {}) {
  const context = await browser.newContext({ ...PHONE, baseURL: url, ...more });
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url }]);
  return context;
}

/** Waits until the wasm has taken the page over. */
export async function awake(page) {
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
}
