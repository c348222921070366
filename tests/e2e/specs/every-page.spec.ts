// Every page can be used by who does not see it, on both sizes, in light and dark, and is no wider
// than its screen. The console stays quiet, as in every test.

import AxeBuilder from "@axe-core/playwright";
import { type Page } from "@playwright/test";
import { thisYear } from "../demo-data";
import { expect, test } from "../fixtures";
import { CITY_STAFF, COUNTY_STAFF, admit, UNIT_ADMIN, ZHAO } from "../people";
import { FIELD } from "../phone";

const DESK = [
  "/desk",
  "/desk/reviews",
  "/desk/coverage",
  "/desk/coverage?rate=regular",
  "/desk/villages/360723104200",
  "/desk/coverage?area=360723104000",
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
  "/desk/ledgers/problems",
  "/desk/ledgers/problems?view=resolution",
  "/desk/ledgers/problems/new",
  "/desk/ledgers/effects",
  "/desk/ledgers/effects/new",
  "/desk/ledgers/replies/link",
  "/desk/statistics/I01",
  "/desk/statistics/C08",
  "/desk/settings/form",
  "/desk/settings/form?preset=province",
];
const CITY = ["/desk/coverage", "/desk/coverage?rate=assigned"];
const UNIT = ["/desk/unit"];

/** What is wrong with the page, each in a line. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const found = serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return beyond > 0 ? [...found, `${beyond} pixels too wide`] : found;
}

/** 宁都县 and its office: no other test has to do with its year. */
const NINGDU = "360730000000";
const NINGDU_STAFF = "kj-ningdu";

/** A year that was filed, and the lists behind its figures. */
async function everyPageOfAFiling(page: Page): Promise<void> {
  await page.context().clearCookies();
  await admit(page, NINGDU_STAFF);
  await page.goto(`/desk/filings/new?area=${NINGDU}&year=${thisYear()}`);
  const filed = page.getByRole("link", { name: "看已上报的数" });
  if (await filed.count()) {
    await filed.click();
  } else {
    for (const tick of await page.getByRole("checkbox").all()) await tick.check();
    await page.getByRole("button", { name: "确认上报" }).click();
  }
  await page.waitForURL(/filings\/[0-9a-f-]{36}/);
  const filing = new URL(page.url()).pathname;
  const lists = ["B01", "B03", "B05", "C01"].map((code) => `${filing}/items?code=${code}`);
  for (const path of [filing, ...lists]) {
    await test.step(path, async () => {
      await page.goto(path, { waitUntil: "networkidle" });
      expect.soft(await faults(page), path).toEqual([]);
    });
  }
}

const ADMIN = ["/desk/accounts", "/desk/accounts/new", "/desk/settings", "/desk/settings/form", "/desk/imports", "/desk/audit"];

/** The pages about the first of a unit's people, and the first of the records. */
async function everyPageOfAPerson(page: Page): Promise<void> {
  await page.locator("tbody th a").first().click();
  const person = new URL(page.url());
  const record = await page.locator(".lines a").first().getAttribute("href");
  for (const path of [person.pathname, `${person.pathname}/opinion`, `${person.pathname}/sheet`, record]) {
    await test.step(path ?? "", async () => {
      await page.goto(path ?? "", { waitUntil: "networkidle" });
      expect.soft(await faults(page), path ?? "").toEqual([]);
    });
  }
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const [who, login, pages] of [
    ["the desk", COUNTY_STAFF, DESK],
    ["a city", CITY_STAFF, CITY],
    ["a unit", UNIT_ADMIN, UNIT],
    ["the administrator", "admin", ADMIN],
    ["the phone", ZHAO, FIELD],
  ] as const) {
    test(`every page of ${who}, ${colorScheme}`, async ({ page }) => {
      test.setTimeout(480_000);
      await page.emulateMedia({ colorScheme });
      await admit(page, login);
      for (const path of pages) {
        await test.step(path, async () => {
          await page.goto(path, { waitUntil: "networkidle" });
          expect.soft(await faults(page), path).toEqual([]);
        });
      }
      if (pages === UNIT) await everyPageOfAPerson(page);
      if (pages === DESK) await everyPageOfAFiling(page);
    });
  }
}
