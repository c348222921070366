// A page whose network can fail: `between` stands between it and its server.

import { Between } from "./between";
import { test as base } from "./fixtures";

export { expect } from "./fixtures";

export const test = base.extend<{ between: Between }>({
  between: async ({ ketepai }, use) => {
    const between = new Between(ketepai.url);
    await between.start();
    await use(between);
    between.stop();
  },
  baseURL: async ({ between }, use) => use(between.url),
  // A lost network shows in the console too.
  expectedConsole: [[/Failed to load resource/, /net::ERR_/, /Failed to fetch/, /error occurred when fetching the script/], { option: true }],
});
