// The second language: chosen by the person, kept with the account, shown on every page.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Page } from "@playwright/test";
import { expect, open, test } from "../fixtures";
import { COUNTY_STAFF, enter, ZHAO } from "../people";

const CATALOGUE = readFileSync(join(import.meta.dirname, "../../../frontend/words/en.tsv"), "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => line.split("\t")[0]);

/** Texts of the page that the catalogue knows and that are still Chinese. */
async function leftInChinese(page: Page): Promise<string[]> {
  return page.evaluate((catalogue) => {
    const known = new Set(catalogue);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const left: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const alone = node.parentElement?.closest("script, style, textarea, [translate=no]");
      if (!alone && known.has(node.nodeValue!.trim())) left.push(node.nodeValue!.trim());
    }
    return left;
  }, CATALOGUE);
}

async function choose(page: Page, language: string): Promise<void> {
  await page.getByRole("button", { name: language, exact: true }).click();
}

async function readsAllInEnglish(page: Page, paths: string[]): Promise<void> {
  for (const path of paths) {
    await test.step(path, async () => {
      await page.goto(path);
      await expect(page.locator("html")).toHaveAttribute("lang", "en");
      await expect.poll(() => leftInChinese(page), { message: path }).toEqual([]);
    });
  }
}

test("a clerk reads the desk in English, and in Chinese again", async ({ page, isMobile }) => {
  test.skip(isMobile, "the desk");
  await enter(page, COUNTY_STAFF, "/desk");
  await page.locator("details.account summary").click();
  await choose(page, "English");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("link", { name: "Annual statistics", exact: true })).toBeVisible();
  await readsAllInEnglish(page, [
    "/desk",
    "/desk/reviews",
    "/desk/coverage",
    "/desk/statistics",
    "/desk/records",
    "/desk/registers/commissioners",
    "/desk/registers/villages",
    "/desk/registers/assignments",
  ]);
  // What a person wrote is nobody's to turn into something else.
  await page.goto("/desk/reviews");
  await expect(page.locator("dd[translate=no]").first()).toHaveText(/\p{Script=Han}/u);
  await page.locator("details.account summary").click();
  await choose(page, "中文");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("审核");
});

test("a commissioner writes in Chinese on pages in English", async ({ page, isMobile }) => {
  test.skip(!isMobile, "the phone");
  await enter(page, await ZHAO, "/me");
  await choose(page, "English");
  await readsAllInEnglish(page, ["/", "/visits/new", "/trainings/new", "/records", "/villages", "/outbox", "/phone", "/me"]);
  await open(page, "/visits/new");
  const text = "审核";
  const content = page.locator("textarea").first();
  await content.fill(text);
  await expect(content).toHaveValue(text);
  await choose(await meAgain(page), "中文");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
});

async function meAgain(page: Page): Promise<Page> {
  await page.goto("/me");
  return page;
}
