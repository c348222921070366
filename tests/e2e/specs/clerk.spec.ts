// A county clerk's Monday at a desk: thirty records by keyboard, the list for the townships, a file.

import { readFileSync } from "node:fs";
import { expect, open, test } from "../fixtures";
import { ask, bearer, COUNTY_STAFF, enter } from "../people";

test.skip(({ isMobile }) => isMobile, "a clerk sits at a desk");

test("thirty records are reviewed by keyboard", async ({ page, request }) => {
  test.setTimeout(300_000);
  const token = await bearer(request, COUNTY_STAFF);
  const waits = async () => {
    const found = await ask(request, token, "/api/v1/records?status=submitted,verified&limit=200");
    return found.records.length as number;
  };
  const before = await waits();
  await enter(page, COUNTY_STAFF, "/desk/reviews");
  const shown = page.locator(".record .record-head small");
  const first = await shown.innerText();
  await page.keyboard.press("j");
  await expect(shown).not.toHaveText(first);
  await page.keyboard.press("k");
  await expect(shown).toHaveText(first);

  const rounds = Math.min(30, before);
  let returned = 0;
  for (let round = 0; round < rounds; round++) {
    const at = await shown.innerText();
    if (round % 10 === 4) {
      await page.keyboard.press("r");
      await page.keyboard.type("请补充服务对象和具体地点。");
      await page.getByRole("button", { name: "确定退回" }).click();
      returned += 1;
    } else {
      await page.keyboard.press("a");
    }
    if (round + 1 < before) await expect(shown).not.toHaveText(at);
  }
  await expect.poll(waits).toBe(before - rounds);
  const back = await ask(request, token, "/api/v1/records?status=returned&limit=200");
  const mine = back.records.filter((record: any) => record.review_opinion === "请补充服务对象和具体地点。");
  expect(mine.length).toBeGreaterThanOrEqual(returned);
});

test("the list of blank villages is printed and taken as a file", async ({ page }) => {
  await enter(page, COUNTY_STAFF, "/desk/coverage");
  await page.getByRole("link", { name: "打印空白村清单" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("空白村清单");
  const rows = await page.getByRole("row").count();
  expect(rows).toBeGreaterThan(1);
  await expect(page.getByRole("button", { name: "打印" })).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "打印" })).toBeHidden();
  await expect(page.getByRole("link", { name: "总览" })).toBeHidden();
  const wide = await page.evaluate(() => document.querySelector(".paper table")!.scrollWidth);
  expect(wide, "the table fits a sheet").toBeLessThanOrEqual(1440);
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  await page.emulateMedia({ media: "screen" });

  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "导出 CSV" }).click();
  const path = await (await downloading).path();
  const lines = readFileSync(path, "utf8").trim().split("\r\n");
  expect(lines.filter((line) => line.includes("空白")).length).toBeGreaterThanOrEqual(rows - 1);
});

test("the board and the queue work without the page's own script", async ({ browser, ketepai, request }) => {
  const token = await bearer(request, COUNTY_STAFF);
  const context = await browser.newContext({ baseURL: ketepai.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await enter(page, COUNTY_STAFF, "about:blank").catch(() => undefined);
  await page.goto("/desk/reviews?waited=30");
  for (const record of (await ask(request, token, "/api/v1/records?status=submitted&limit=1")).records) {
    await page.goto(`/desk/reviews?id=${record.id}`);
    await page.locator("#decide-return > summary").click();
    await page.getByText("情况记录", { exact: true }).first().click();
    await page.getByLabel("退回意见（填报人会看到）").fill("请写清做了什么、效果如何。");
    await page.getByRole("button", { name: "确定退回" }).click();
    await expect(page.getByText("已退回给填报人")).toBeVisible();
  }
  await page.goto("/desk/coverage/reminder");
  await expect(page.getByLabel(/发到微信群的文字/)).toHaveValue(/走访提醒/);
  await context.close();
});
