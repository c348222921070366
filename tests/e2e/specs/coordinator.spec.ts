// A township coordinator's week on a phone: where to go, who is asked, and what came in.

import AxeBuilder from "@axe-core/playwright";
import { type Page } from "@playwright/test";
import { expect, open, test } from "../fixtures";
import { admit, ask, bearer } from "../people";

/** Of a township in 信丰县, whose county asks its townships to verify. */
const COORDINATOR = "xz-xinfeng-1";

test.skip(({ isMobile }) => !isMobile, "a coordinator works on a phone");

/** What makes a page unusable on a narrow phone, or for who cannot see it. */
async function isUsable(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${page.url()} is as wide as the phone`).toBeLessThanOrEqual(360);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

test("board, overdue villages, reminder, and a record returned with its fields", async ({ page, request }) => {
  test.setTimeout(120_000);
  const token = await bearer(request, COORDINATOR);
  const board = await ask(request, token, "/api/v1/coverage");
  const overdue = board.villages.filter((village: any) => village.state === "overdue");
  expect(overdue.length, "the demo has an overdue village here").toBeGreaterThan(0);

  await test.step("the board says how many are overdue, and opens their names", async () => {
    await admit(page, COORDINATOR);
    await page.goto("/desk/coverage");
    await isUsable(page);
    const tile = page.getByRole("link", { name: /^超期未访/ }).first();
    await expect(tile).toContainText(`${overdue.length}个村`);
    await tile.click();
    await expect(page.getByRole("row").filter({ hasText: overdue[0].name }).first()).toBeVisible();
  });

  await test.step("the reminder is ready to be copied", async () => {
    await page.getByRole("link", { name: "复制提醒文字" }).click();
    const message = page.getByLabel(/发到微信群的文字/);
    for (const village of overdue) await expect(message).toHaveValue(new RegExp(village.name));
    await isUsable(page);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "复制文字" }).click();
    await expect(page.getByRole("button", { name: "已复制" })).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(overdue[0].name);
  });

  await test.step("a record goes back with the fields to mend", async () => {
    await open(page, "/desk/reviews");
    await isUsable(page);
    const waiting = await ask(request, token, "/api/v1/records?status=submitted&limit=200");
    await page.locator(".queue .row-link").first().click();
    await expect(page.locator("#decide-return")).toBeVisible();
    await expect(page.locator("#record-name")).toBeFocused();
    const id = new URL(page.url()).searchParams.get("id");
    expect(waiting.records.map((record: any) => record.id)).toContain(id);
    await page.locator("#decide-return > summary").click();
    await page.getByRole("checkbox", { name: "照片" }).check();
    await page.getByRole("button", { name: "请补充服务对象和具体地点。" }).click();
    await isUsable(page);
    await page.getByRole("button", { name: "确定退回" }).click();
    await expect(page.getByRole("status").first()).toContainText("已退回给填报人");
    const returned = await ask(request, token, `/api/v1/records/${id}`);
    expect([returned.status, returned.review_fields]).toEqual(["returned", ["photos"]]);
  });
});
