// A county clerk's Monday at a desk: a messy list comes in, its people get villages, thirty records
// are reviewed by keyboard, the list of blank villages is printed, the records leave as a file.

import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, type Page } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { awake, expect, PASSWORD, test } from "../fixtures";
import { ask, bearer, commissionerOf, COUNTY_STAFF, DAYU, enter } from "../people";

test.skip(({ isMobile }) => isMobile, "a clerk sits at a desk");

/** The program of `tests/src/bin/wps_list.rs`. */
const WPS_LIST = process.env.WPS_LIST ?? join(import.meta.dirname, "../../../target/debug/wps_list");

/** A workbook as WPS writes it: merged title, head and unit, full-width digits, stray spaces. */
function list(unit: string, title: string): Buffer {
  const said = [
    ["刘　梅", "女", "１３９１２３４５６７８", title, "省派", "脐橙、油茶", "大余县", "2026年3月1日"],
    ["钟 小娟", "女", "13912345679", "中级", "县级", "油茶", "大余", "2026/3/1"],
  ];
  return execFileSync(WPS_LIST, ["大余县科技特派员名册（２０２６年）", unit, ...said.flat()]);
}

async function upload(page: Page, buffer: Buffer): Promise<void> {
  await page.goto("/desk/imports?kind=commissioners");
  const mimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  await page.getByLabel(/^文件/).setInputFiles({ name: "名册.xlsx", mimeType, buffer });
  await page.getByRole("button", { name: "检查文件" }).click();
}

/** A UUIDv7 of now. */
function newId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  const rest = randomBytes(9).toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

/** So many visits of one commissioner of the clerk's county, submitted just now. */
async function submitVisits(request: APIRequestContext, village: string, count: number): Promise<void> {
  const token = await bearer(request, await commissionerOf(request, DAYU));
  const day = new Date(Date.now() + 8 * 3600 * 1000 - 86_400_000).toISOString().slice(0, 10);
  const changes = Array.from({ length: count }, (_, number) => ({
    change_id: newId(),
    sequence: number + 1,
    base_version: 0,
    captured_at: new Date().toISOString(),
    schema: 1,
    op: "submit",
    record: {
      kind: "visit", id: newId(), log_type: "personal", participant_ids: [], mode: "phone",
      started_on: day, ended_on: day, service_days: 0.5, area_code: village, target_kind: "farmer_household",
      industry_codes: ["navel_orange"], action_kind: "tech_assistance", service_kinds: ["guidance"],
      content: `电话指导第${number + 1}户果农查看树势和病虫害，约定下次到村时间。`, photos: [],
    },
  }));
  const answer = await request.post("/api/v1/sync", {
    headers: { authorization: `Bearer ${token}` },
    data: { device_id: newId(), device_label: "e2e", changes },
  });
  const { results } = await answer.json();
  expect(results.filter((result: any) => result.outcome === "applied")).toHaveLength(count);
}

test("a clerk's Monday", async ({ page, request }) => {
  test.setTimeout(300_000);
  const token = await bearer(request, COUNTY_STAFF);
  await enter(page, COUNTY_STAFF, "/desk");
  await page.goto("/desk/registers/units");
  const unit = (await page.locator("tbody th a").first().textContent())!;

  await test.step("each bad row says where and why, and nothing is written", async () => {
    await upload(page, list(unit, "院士"));
    await expect(page.getByRole("alert")).toContainText("有 1 处问题");
    const row = page.locator("tbody tr").first();
    await expect(row).toContainText("第 4 行");
    await expect(row).toContainText("职称");
    await expect(row).toContainText("副高");
  });

  await test.step("mended, it shows what it would do, and does it", async () => {
    await upload(page, list(unit, "副高"));
    await expect(page.getByText("刘梅")).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter((one) => one.impact === "serious" || one.impact === "critical")).toEqual([]);
    await page.getByRole("button", { name: "确认导入" }).click();
    await expect(page.getByRole("status")).toContainText("已全部导入");
  });

  await test.step("the one-time codes come as a list to print", async () => {
    await page.getByRole("link", { name: "打印 2 人的一次性验证码" }).click();
    await page.getByRole("button", { name: "发放并显示" }).click();
    await expect(page.locator("tbody tr")).toHaveCount(2);
    await expect(page.locator(".code").first()).toHaveText(/^(\w{4}-){3}\w{4}$/);
  });

  await test.step("the new person gets a village", async () => {
    await page.goto("/desk/registers/assignments/new");
    const village = await page.locator("#village_code-offers option").first().getAttribute("value");
    await page.getByLabel("科技特派员").fill("刘梅");
    await page.getByLabel(/^村/).fill(village!);
    await page.getByLabel(/^开始/).fill("2026-03-01");
    await page.getByRole("button", { name: "保存" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("刘梅");
  });

  await test.step("thirty records are reviewed by keyboard", () => reviews(page, request, token));
  await test.step("the list of blank villages fits a sheet", () => prints(page));

  await test.step("the list leaves as a file", async () => {
    const rows = await page.getByRole("row").count();
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "导出 CSV" }).click();
    const path = await (await downloading).path();
    const lines = readFileSync(path, "utf8").trim().split("\r\n");
    expect(lines.filter((line) => line.includes("空白")).length).toBeGreaterThanOrEqual(rows - 1);
  });
});

async function reviews(page: Page, request: APIRequestContext, token: string): Promise<void> {
  const waits = async () => {
    const found = await ask(request, token, "/api/v1/records?status=submitted,verified&limit=200");
    return found.records.length as number;
  };
  const board = await ask(request, token, "/api/v1/coverage");
  await submitVisits(request, board.villages[0].code, 30);
  const before = await waits();
  await page.goto("/desk/reviews");
  await awake(page);
  const shown = page.locator(".record .record-head small");
  const first = await shown.innerText();
  await page.keyboard.press("j");
  await expect(shown).not.toHaveText(first);
  await page.keyboard.press("k");
  await expect(shown).toHaveText(first);

  const rounds = 30;
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
}

async function prints(page: Page): Promise<void> {
  await page.goto("/desk/coverage");
  await page.getByRole("link", { name: "打印空白村清单" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("空白村清单");
  expect(await page.getByRole("row").count()).toBeGreaterThan(1);
  await expect(page.getByRole("button", { name: "打印" })).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "打印" })).toBeHidden();
  await expect(page.getByRole("link", { name: "总览" })).toBeHidden();
  const wide = await page.evaluate(() => document.querySelector(".paper table")!.scrollWidth);
  expect(wide, "the table fits a sheet").toBeLessThanOrEqual(1440);
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  await page.emulateMedia({ media: "screen" });
}

test("what is typed and ticked while the queue is read anew stays, and the cursor in it", async ({ page, request }) => {
  const token = await bearer(request, COUNTY_STAFF);
  const board = await ask(request, token, "/api/v1/coverage");
  await submitVisits(request, board.villages[0].code, 3);
  await enter(page, COUNTY_STAFF, "/desk/reviews");
  await awake(page);
  let release = () => {};
  const written = new Promise<void>((done) => (release = done));
  await page.route("**/fn/reviews/queue*", async (route) => {
    await written;
    await route.continue();
  });
  const shown = page.locator(".record .record-head small");
  const first = await shown.innerText();
  await page.keyboard.press("a");
  await expect(shown).not.toHaveText(first);
  const second = await shown.innerText();
  await page.keyboard.press("r");
  await page.keyboard.type("请补充服务对象");
  const field = page.getByRole("checkbox", { name: "服务对象", exact: true });
  await field.setChecked(true, { force: true });
  await page.getByLabel(/^退回意见/).focus();
  await page.keyboard.press("End");
  const queued = page.locator(".queued");
  const before = await queued.count();
  release();
  await expect(queued).toHaveCount(before - 1);
  await page.keyboard.type("和地点。");
  await expect(shown).toHaveText(second);
  await expect(page.getByLabel(/^退回意见/)).toHaveValue("请补充服务对象和地点。");
  await expect(field).toBeChecked();
  await page.getByRole("button", { name: "确定退回" }).click();
  await expect(shown).not.toHaveText(second);
});

test("a form that was open, and what was typed and ticked in it, is none of the next record's", async ({ page, request }) => {
  const token = await bearer(request, COUNTY_STAFF);
  const board = await ask(request, token, "/api/v1/coverage");
  await submitVisits(request, board.villages[0].code, 2);
  await enter(page, COUNTY_STAFF, "/desk/reviews");
  await awake(page);
  const shown = page.locator(".record .record-head small");
  const first = await shown.innerText();
  await page.locator("#decide-return > summary").click();
  await page.getByLabel(/^退回意见/).fill("请补充地点。");
  await page.getByRole("checkbox", { name: "照片", exact: true }).setChecked(true, { force: true });
  await page.locator(".queue .row-link").nth(1).click();
  await expect(shown).not.toHaveText(first);
  await expect(page.locator(".decision[open]")).toHaveCount(0);
  await expect(page.locator("#decide-return textarea")).toHaveValue("");
  await expect(page.locator("#decide-return input:checked")).toHaveCount(0);
});

test("after a decision the next record's decisions are in sight, and reading goes on at what was done", async ({ page, request }) => {
  const token = await bearer(request, COUNTY_STAFF);
  const board = await ask(request, token, "/api/v1/coverage");
  await submitVisits(request, board.villages[0].code, 3);
  await page.setViewportSize({ width: 1440, height: 900 });
  await enter(page, COUNTY_STAFF, "/desk/reviews");
  await awake(page);
  const shown = page.locator(".record .record-head small");
  const first = await shown.innerText();
  await page.locator("#approve").click();
  await expect(shown).not.toHaveText(first);
  await expect(page.getByText("已通过。")).toBeVisible();
  await expect(page.locator("#approve")).toBeInViewport({ ratio: 1 });
  await expect(page.locator("#flash")).toBeFocused();
  const second = await shown.innerText();
  await page.keyboard.press("j");
  await expect(shown).not.toHaveText(second);
  await expect(page.locator("#record-name")).toBeFocused();
});

test("a return on a laptop's low window keeps its box and its button in sight, and Escape leaves it", async ({ page, request }) => {
  const token = await bearer(request, COUNTY_STAFF);
  const board = await ask(request, token, "/api/v1/coverage");
  await submitVisits(request, board.villages[0].code, 2);
  await page.setViewportSize({ width: 1366, height: 650 });
  await enter(page, COUNTY_STAFF, "/desk/reviews");
  await awake(page);
  await page.locator("#decide-return > summary").click();
  const opinion = page.getByLabel(/^退回意见/);
  await expect(opinion).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole("button", { name: "确定退回" })).toBeInViewport({ ratio: 1 });
  await opinion.fill("请补充地点。");
  await page.keyboard.press("Escape");
  await expect(opinion).toBeHidden();
  const shown = page.locator(".record .record-head small");
  const first = await shown.innerText();
  await page.keyboard.press("j");
  await expect(shown).not.toHaveText(first);
});

test("who decides second is told so, and not asked to decide on the next record instead", async ({ page, context, request }) => {
  const token = await bearer(request, COUNTY_STAFF);
  const board = await ask(request, token, "/api/v1/coverage");
  await submitVisits(request, board.villages[0].code, 2);
  await enter(page, COUNTY_STAFF, "/desk/reviews");
  await awake(page);
  const other = await context.newPage();
  await other.goto("/desk/reviews");
  await awake(other);
  const shown = (window: Page) => window.locator(".record .record-head small");
  const first = await shown(page).innerText();
  await expect(shown(other)).toHaveText(first);
  await page.keyboard.press("a");
  await expect(shown(page)).not.toHaveText(first);
  await other.keyboard.press("a");
  await expect(other.getByRole("alert")).toContainText("已由别人审核或撤回");
  await expect(other.getByText("记录刚被他人修改")).toHaveCount(0);
});

test("a record leads back to the list as it was", async ({ page }) => {
  await enter(page, COUNTY_STAFF, "/desk/records?kind=visit");
  await page.locator("tbody th a").first().click();
  await page.getByRole("link", { name: "全部记录" }).click();
  await expect(page).toHaveURL(/\/desk\/records\?kind=visit$/);
});

test("the board and the queue work without the page's own script", async ({ browser, ketepai, request }) => {
  const token = await bearer(request, COUNTY_STAFF);
  const context = await browser.newContext({ baseURL: ketepai.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.request.post("/api/v1/session", { data: { login: COUNTY_STAFF, password: PASSWORD } });
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
