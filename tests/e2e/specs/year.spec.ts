// A clerk's year: the last visits of December, the filed year, the city's answer and a correction after it.
// The pages carry no script.

import { type APIRequestContext, type Page } from "@playwright/test";
import { randomBytes } from "node:crypto";
import { thisYear } from "../demo-data";
import { awake, expect, PASSWORD, test } from "../fixtures";
import { ask, bearer, commissionerOf, COUNTY_STAFF, DAYU, decide } from "../people";

test.skip(({ isMobile }) => isMobile, "a clerk sits at a desk");

/** 赣州市科技局. */
const CITY_STAFF = "kj-ganzhou";
const YEAR = thisYear() - 1;

/** A UUIDv7 of now. */
function newId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  const rest = randomBytes(9).toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

/** A visit on the last day of the year, submitted late. */
async function visitOnNewYearsEve(request: APIRequestContext, village: string): Promise<{ id: string; version: number }> {
  const token = await bearer(request, await commissionerOf(request, DAYU));
  const id = newId();
  const day = `${YEAR}-12-31`;
  const change = {
    change_id: newId(), sequence: 1, base_version: 0, captured_at: new Date().toISOString(), schema: 1, op: "submit",
    record: {
      kind: "visit", id, log_type: "personal", participant_ids: [], mode: "onsite", started_on: day, ended_on: day,
      service_days: 1, area_code: village, target_kind: "farmer_household", industry_codes: ["navel_orange"],
      action_kind: "tech_assistance", service_kinds: ["guidance"], photos: [],
      content: "年末到果园查看脐橙采收和清园，讲解冬季管理要点。",
    },
  };
  const answer = await request.post("/api/v1/sync", {
    headers: { authorization: `Bearer ${token}` },
    data: { device_id: newId(), device_label: "e2e", changes: [change] },
  });
  const { results } = await answer.json();
  expect(results[0].outcome).toBe("applied");
  return { id, version: results[0].version };
}

/** Takes the device over as this person, and opens a page that needs no script. */
async function as(page: Page, login: string, path: string): Promise<void> {
  await page.context().clearCookies();
  const answer = await page.request.post("/api/v1/session", { data: { login, password: PASSWORD } });
  expect(answer.status()).toBe(200);
  await page.goto(path);
}

const figure = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

test("from the last day of the year to the filed year, and a correction after it", async ({ page, request }) => {
  test.setTimeout(180_000);
  const token = await bearer(request, COUNTY_STAFF);
  const board = await ask(request, token, "/api/v1/coverage");
  const [village, next] = board.villages.map((one: any) => one.code);
  const first = await visitOnNewYearsEve(request, village);
  await decide(request, COUNTY_STAFF, first, "approve");
  const waiting = await visitOnNewYearsEve(request, next);

  await as(page, COUNTY_STAFF, `/desk/filings?year=${YEAR}`);
  await page.getByRole("link", { name: `上报 大余县 ${YEAR} 年` }).click();
  await expect(page.getByText("还有 1 条记录待审")).toBeVisible();
  await expect(page.getByText("年度还没有结束")).toHaveCount(0);
  // What is doubtful has to be ticked: the browser asks for it.
  await page.getByRole("button", { name: "确认上报" }).click();
  await expect(page).toHaveURL(/filings\/new/);
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "确认上报" }).click();
  await expect(page.getByRole("status").first()).toContainText("已上报");
  await expect(page.getByText("上报以来没有变化。")).toBeVisible();
  const filing = page.url().split("?")[0];

  // After it: one more visit is approved, and a counted one is reopened.
  await decide(request, COUNTY_STAFF, waiting, "approve");
  await page.goto(filing);
  await expect(page.locator(".corrections")).toContainText("1 → 2（+1 次）");
  await expect(figure(page, "开展科技服务次数")).toContainText("+1");
  await page.goto(`/desk/statistics?area=${DAYU}&year=${YEAR}`);
  await expect(page.getByText("表内为上报数")).toBeVisible();
  await expect(figure(page, "开展科技服务次数")).toContainText("更正后 2");

  await page.goto(`${filing}?verify=1`);
  await expect(page.getByText("校验通过")).toBeVisible();

  await as(page, CITY_STAFF, filing);
  await page.getByText("退回", { exact: true }).click();
  await page.getByLabel("退回原因").fill("请补上年末的服务");
  await page.getByRole("button", { name: "确定退回" }).click();
  await expect(page.getByRole("status").first()).toContainText("已退回");

  await as(page, COUNTY_STAFF, filing);
  await expect(page.getByText("请补上年末的服务")).toBeVisible();
  await page.getByRole("link", { name: "重新上报" }).click();
  await page.getByRole("button", { name: "确认上报" }).click();
  await page.getByRole("link", { name: "对比" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("第 1 次与第 2 次");
  await expect(page.locator(".corrections")).toContainText("1 → 2（+1 次）");

  await page.goto("/desk/filings");
  await figure(page, `${YEAR} 年`).getByRole("link").click();
  const again = page.url().split("?")[0];
  await as(page, CITY_STAFF, again);
  await page.getByRole("button", { name: "审定" }).click();
  await expect(page.getByRole("status").first()).toContainText("已审定");

  // A locked record goes back to be corrected; the form to void it stays folded, and empty.
  await as(page, COUNTY_STAFF, `/desk/records/${first.id}`);
  await awake(page);
  await page.getByText("退回更正…").click();
  await page.getByLabel("需要更正什么").fill("请核对服务天数。");
  await page.getByRole("button", { name: "确定退回更正" }).click();
  await expect(page.getByText("已退回更正。")).toBeVisible();
  await expect(page.getByText("作废…")).toBeVisible();
  await expect(page.locator(".decision[open]")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "确定作废" })).toBeHidden();
  await expect(page.locator("#reason")).toHaveValue("");
});
