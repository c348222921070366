// Moving between the phone's pages: nothing is loaded, and the browser's own ways stay what they are.

import { expect, open, test } from "../fixtures";
import { enter, ZHAO } from "../people";

const LATER = "window.stayed";

test("links, filters and the back button lead where they say, and nothing is loaded", async ({ page }) => {
  await enter(page, ZHAO);
  await page.evaluate(`${LATER} = true`);
  await page.locator("nav.tabs").getByRole("link", { name: "记录" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "我的记录" })).toBeVisible();
  await expect(page).toHaveURL(/\/records$/);
  await expect(page).toHaveTitle("我的记录 · 科特派");
  await page.locator("main").getByRole("link", { name: "培训", exact: true }).click();
  await expect(page).toHaveURL(/\/records\?kind=training$/);
  await expect(page.locator("main").getByRole("link", { name: "培训", exact: true })).toHaveAttribute(
    "aria-current",
    "true",
  );
  await page.goBack();
  await expect(page).toHaveURL(/\/records$/);
  await page.locator("ul.lines").getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: "记录详情" })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/\/$/);
  await expect(page).toHaveTitle(/^工作台/);
  await page.goForward();
  await expect(page.getByRole("heading", { level: 1, name: "我的记录" })).toBeVisible();
  expect(await page.evaluate(LATER), "one document from first to last").toBe(true);
});

test("a move begins at the top and at the main part", async ({ page }) => {
  await enter(page, ZHAO, "/records");
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.locator("nav.tabs").getByRole("link", { name: "我的村" }).click();
  await expect(page.locator("main")).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(0);
});

test("a click with a key and a page of the desk are the browser's", async ({
  page,
  context,
}) => {
  await enter(page, ZHAO);
  const beside = context.waitForEvent("page");
  await page.locator("nav.tabs").getByRole("link", { name: "记录" }).click({ modifiers: ["Control"] });
  await expect(await beside).toHaveURL(/\/records$/);
  await expect(page).toHaveURL(/\/$/);
  await page.evaluate(`${LATER} = true`);
  // The desk is another root; a commissioner is sent back from it.
  await page.evaluate(() => {
    const link = document.createElement("a");
    link.href = "/desk";
    link.textContent = "desk";
    document.querySelector("main")?.append(link);
  });
  const loaded = page.waitForEvent("load");
  await page.getByRole("link", { name: "desk" }).click();
  await loaded;
  await expect(page).toHaveURL(/\/$/);
  expect(await page.evaluate(LATER)).toBeUndefined();
});
