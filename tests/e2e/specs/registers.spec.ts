// The registers at the desk: search, edit, two at one card, hand over. The pages carry no script.

import AxeBuilder from "@axe-core/playwright";
import { type Page } from "@playwright/test";
import { expect, PASSWORD, test } from "../fixtures";
import { COUNTY_STAFF } from "../people";

const REGISTERS = [
  "commissioners",
  "teams",
  "units",
  "villages",
  "assignments",
  "designations",
  "industries",
];

/** Signs in past the form, and opens a page that needs no script. */
async function clerk(page: Page, path: string): Promise<void> {
  const data = { login: COUNTY_STAFF, password: PASSWORD };
  const answer = await page.request.post("/api/v1/session", { data });
  expect(answer.status()).toBe(200);
  await page.goto(path);
}

/** No serious finding of axe, nothing that runs, nothing wider than the screen. */
async function sound(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter((one) => ["serious", "critical"].includes(one.impact ?? ""));
  expect(serious.map((one) => `${page.url()}: ${one.id}: ${one.nodes[0]?.html}`)).toEqual([]);
  // What the frame read stands in a script of data; nothing runs and no wasm is named.
  const running = page.locator("script[src], script[type=module], link[rel=modulepreload]");
  expect(await running.count(), "the page runs no script").toBe(0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}

test("a clerk finds a person by initials, edits the card, and a colleague's later save meets both versions", async ({
  page,
  context,
}) => {
  await clerk(page, "/desk/registers");
  const person = page.locator("tbody th a").first();
  const name = (await person.textContent()) ?? "";
  await page.getByLabel("名称或拼音首字母").fill(name);
  await page.getByRole("button", { name: "查询" }).click();
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await sound(page);

  await page.getByRole("link", { name: "修改" }).click();
  const colleague = await context.newPage();
  await colleague.goto(page.url());
  await page.getByLabel("专业", { exact: false }).fill("柑橘栽培");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("status")).toContainText("已保存");
  await expect(page.getByText("柑橘栽培").first()).toBeVisible();

  await colleague.getByLabel("专业", { exact: false }).fill("黄龙病防控");
  await colleague.getByRole("button", { name: "保存" }).click();
  await expect(colleague.getByRole("alert")).toContainText("别人已经改过");
  await expect(colleague.getByLabel("专业", { exact: false })).toHaveValue("黄龙病防控");
  await expect(colleague.getByText("对方改成：柑橘栽培")).toBeVisible();
  await sound(colleague);
  await colleague.getByRole("button", { name: "保存" }).click();
  await expect(colleague.getByRole("status")).toContainText("已保存");
  await expect(colleague.locator(".thread")).toContainText("柑橘栽培");
});

test("a wrong village is told beside its field, and a person who leaves hands the villages over", async ({
  page,
}) => {
  await clerk(page, "/desk/registers/assignments/new");
  const person = await page.locator("#login-offers option").first().getAttribute("value");
  const village = await page.locator("#village_code-offers option").first().getAttribute("value");
  await page.getByLabel("科技特派员").fill(person!);
  await page.getByLabel(/^村/).fill("没有这个村");
  await page.getByLabel(/^开始/).fill("2026-01-01");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.locator("#village_code-error")).toBeVisible();
  await expect(page.getByLabel(/^村/)).toHaveValue("没有这个村");
  await page.getByLabel(/^村/).fill(village!);
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("status")).toContainText("已保存");

  await page.locator(".row-link").first().click();
  await page.getByRole("link", { name: "移交" }).click();
  await expect(page.getByText(village!)).toBeVisible();
  await sound(page);
  await page.getByLabel(/^接任人/).selectOption({ index: 1 });
  await page.getByRole("button", { name: "确认移交" }).click();
  await expect(page.getByRole("status").first()).toContainText("已移交给");
  await expect(page.locator(".thread")).toContainText("已移交给");
});

for (const [width, height] of [
  [360, 740],
  [1440, 900],
]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`every register can be read at ${width} pixels, ${colorScheme}`, async ({ page, isMobile }) => {
      test.skip(isMobile, "once is enough: the size is set here");
      test.setTimeout(180_000);
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await clerk(page, "/desk/registers");
      for (const register of REGISTERS) {
        await page.goto(`/desk/registers/${register}`);
        await expect(page.locator("tbody tr").first()).toBeVisible();
        await sound(page);
      }
    });
  }
}
