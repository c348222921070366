// The second language: chosen by the person, kept with the account, shown on every page.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Page } from "@playwright/test";
import { expect, open, test } from "../fixtures";
import { COUNTY_STAFF, enter, ZHAO } from "../people";

const CATALOGUE = readFileSync(join(import.meta.dirname, "../../../frontend/words/en.tsv"), "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => line.split("\t") as [string, string]);
/** But for the names that stay as they are. */
const KNOWN = CATALOGUE.filter(([source, words]) => words !== source).map(([source]) => source);

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
  }, KNOWN);
}

/** The English of texts that come onto the page. */
async function said(page: Page, texts: string[]): Promise<string[]> {
  return page.evaluate(async (texts) => {
    const list = document.createElement("ul");
    list.append(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    document.body.append(list);
    await new Promise((done) => setTimeout(done));
    const words = [...list.children].map((item) => item.textContent ?? "");
    list.remove();
    return words;
  }, texts);
}

/** A text with something in each of its places: a number where only a number may stand. */
function filled(text: string, words: string): string {
  const places = (text: string) => {
    let unnamed = 0;
    return [...text.matchAll(/\{([^}:]*):?([^}]*)\}/g)].map(([, name, kind]) => ({ key: name || unnamed++, kind }));
  };
  const kinds = new Map(places(words).map(({ key, kind }) => [key, kind]));
  const order = [...kinds.keys()];
  const keys = places(text).map(({ key }) => key);
  return text.replace(/\{[^}]*\}/g, () => {
    const key = keys.shift()!;
    return `${/^[#.]/.test(kinds.get(key) ?? "") ? "" : "X"}${order.indexOf(key) + 11}`;
  });
}

/** The choice is a form: the page it answers with has to be there before anything else is opened. */
async function choose(page: Page, language: "English" | "中文"): Promise<void> {
  await page.getByRole("button", { name: language, exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", language === "English" ? "en" : "zh-CN");
}

/** The county's desk, in English. */
async function readEnglish(page: Page): Promise<void> {
  await enter(page, COUNTY_STAFF, "/desk");
  await page.locator("details.account summary").click();
  await choose(page, "English");
  await expect(page.getByRole("link", { name: "Annual statistics", exact: true })).toBeVisible();
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
  await readEnglish(page);
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
  await expect(page.getByRole("heading", { level: 1 })).toContainText("审核");
});

test("a commissioner writes in Chinese on pages in English", async ({ page, isMobile }) => {
  test.skip(!isMobile, "the phone");
  await enter(page, await ZHAO, "/me");
  await choose(page, "English");
  await readsAllInEnglish(page, ["/", "/visits/new", "/trainings/new", "/records", "/villages", "/outbox", "/phone", "/me"]);
  // Longer than in Chinese, and still a line.
  await open(page, "/");
  expect((await page.getByText("On-site days", { exact: true }).boundingBox())!.height).toBeLessThan(40);
  await open(page, "/visits/new");
  const text = "审核";
  const content = page.locator("textarea").first();
  await content.fill(text);
  await expect(content).toHaveValue(text);
  await choose(await meAgain(page), "中文");
});

async function meAgain(page: Page): Promise<Page> {
  await page.goto("/me");
  return page;
}

test("what stands in a text's places stands in the same places in English", async ({ page, isMobile }) => {
  test.skip(isMobile, "one screen is enough");
  await readEnglish(page);
  // Two places side by side are told apart by longer texts of the catalogue.
  const patterns = CATALOGUE.filter(([source]) => /\{/.test(source) && /\p{Script=Han}/u.test(source) && !/\}\{/.test(source));
  expect(patterns.length).toBeGreaterThan(300);
  const words = await said(page, patterns.map(([source, words]) => filled(source.trim(), words.trim())));
  expect(words).toEqual(patterns.map(([, words]) => filled(words.trim(), words.trim())));
  await page.locator("details.account summary").click();
  await choose(page, "中文");
});

test("what people wrote is not taken for a text of the pages", async ({ page, isMobile }) => {
  test.skip(isMobile, "one screen is enough");
  await readEnglish(page);
  const written = ["五", "去年三月", "去年服务台账", "出生年份不详", "新田镇 百石村", "大棚种植，脐橙", "选种技术"];
  expect(await said(page, written)).toEqual(written);
  expect(await said(page, ["今年 4 次", "2025年3月1日 10:20", "3月1日 星期六"])).toEqual([
    "4 visits this year",
    "2025-03-01 10:20",
    "03-01 Sat",
  ]);
  await page.locator("details.account summary").click();
  await choose(page, "中文");
});
