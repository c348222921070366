// Every page can be used by who does not see it, on both sizes, in light and dark, and is no wider
// than its screen. The console stays quiet, as in every test.

import AxeBuilder from "@axe-core/playwright";
import { type Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { COUNTY_STAFF, enter, ZHAO } from "../people";

const DESK = [
  "/desk",
  "/desk/reviews",
  "/desk/coverage",
  "/desk/coverage/list?show=overdue",
  "/desk/coverage/reminder",
  "/desk/statistics",
  "/desk/statistics/B01",
  "/desk/records",
  "/desk/on-behalf/visit",
  "/desk/on-behalf/training",
  "/desk/imports",
  "/desk/charts",
  "/desk/quality",
  "/desk/quality/late",
  "/desk/filings",
  "/desk/filings/new",
  "/desk/filings/compare",
  "/desk/accounts",
  "/desk/audit",
  "/desk/rescue",
  "/desk/registers/commissioners",
];
const FIELD = ["/", "/visits/new", "/trainings/new", "/records", "/villages", "/outbox", "/phone", "/rescue", "/me", "/password"];

/** What is wrong with the page, each in a line. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const found = serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return beyond > 0 ? [...found, `${beyond} pixels too wide`] : found;
}

const ADMIN = ["/desk/accounts", "/desk/accounts/new", "/desk/settings", "/desk/imports", "/desk/audit"];

for (const colorScheme of ["light", "dark"] as const) {
  for (const [who, login, pages] of [
    ["the desk", COUNTY_STAFF, DESK],
    ["the administrator", "admin", ADMIN],
    ["the phone", ZHAO, FIELD],
  ] as const) {
    test(`every page of ${who}, ${colorScheme}`, async ({ page }) => {
      test.setTimeout(240_000);
      await page.emulateMedia({ colorScheme });
      await enter(page, login, pages[0]);
      for (const path of pages) {
        await test.step(path, async () => {
          await page.goto(path, { waitUntil: "networkidle" });
          expect.soft(await faults(page), path).toEqual([]);
        });
      }
    });
  }
}
