// Accounts, audit and lists as files, as the county's office uses them: no script is needed.

import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { expect, PASSWORD, test } from "../fixtures";
import { COUNTY_STAFF, enter, signOut } from "../people";
import type { Page } from "@playwright/test";

const NAME = "新来的统筹员";

test.beforeEach(({}, info) => {
  test.skip(info.project.name !== "desk", "an office's work at its desk");
});

/** Nothing serious on the page keeps people out. */
async function isOpenToAll(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact ?? ""));
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test("a coordinator's account is made, handed over on paper, and shut again", async ({ page }) => {
  const login = `tc-${Date.now()}`;
  await enter(page, COUNTY_STAFF, "/desk/statistics");
  await page.goto("/desk/accounts");
  await isOpenToAll(page);
  await page.getByRole("link", { name: "新建账号" }).click();
  await isOpenToAll(page);
  await page.getByLabel(/^账号/).fill(login);
  await page.getByLabel("姓名").fill(NAME);
  await page.getByLabel("乡镇").selectOption({ index: 1 });
  await page.getByRole("button", { name: "建立账号" }).click();

  const slip = page.getByRole("region", { name: "一次性验证码" });
  const code = await slip.locator(".code").innerText();
  expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
  await isOpenToAll(page);
  await page.emulateMedia({ media: "print" });
  await expect(slip).toBeVisible();
  await expect(page.getByText("处理", { exact: true })).toBeHidden();
  await page.emulateMedia({ media: "screen" });
  const account = page.url();
  await page.reload();
  await expect(page.getByText(code)).toHaveCount(0);

  await test.step("the coordinator signs in with the code", async () => {
    await signOut(page);
    await page.goto("/first-sign-in");
    await page.getByLabel(/^账号/).fill(login);
    await page.getByLabel(/^一次性验证码/).fill(code);
    await page.getByLabel(/^新密码/).fill(PASSWORD);
    await page.getByRole("button", { name: "设置密码并登录" }).click();
    await page.waitForURL(/\/desk/);
  });

  await test.step("the county sees the session and ends it", async () => {
    await signOut(page);
    await enter(page, COUNTY_STAFF, "/desk/statistics");
    await page.goto(account);
    await expect(page.getByRole("table")).toContainText("网页");
    await page.getByText("停用账号").click();
    await page.getByRole("button", { name: "停用", exact: true }).click();
    await expect(page.getByRole("status")).toContainText("已停用");
    await expect(page.getByText("现在没有设备登录")).toBeVisible();
  });

  await test.step("and all of it is in the audit log", async () => {
    await page.getByRole("link", { name: "这个账号的变动记录" }).click();
    for (const act of ["停用账号", "本人设置密码", "新建账号"]) {
      const seen = page.getByRole("row", { name: act });
      // A person's own password belongs to no county.
      await expect(seen).toHaveCount(act === "本人设置密码" ? 0 : 1);
    }
    await isOpenToAll(page);
  });
});

test("a list leaves as a file, and the audit log says who took it", async ({ page }) => {
  await enter(page, COUNTY_STAFF, "/desk/records?kind=training");
  const rows = await page.locator("tbody tr").count();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "导出 CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("大余县科技特派员服务记录.csv");
  const text = readFileSync(await file.path(), "utf8");
  expect(text.startsWith("\uFEFF编号,服务日期,")).toBe(true);
  expect(text.split("\r\n").length - 2).toBeGreaterThanOrEqual(rows);
  expect(text).not.toContain(",服务,");

  for (const path of ["/desk/coverage", "/desk/statistics", "/desk/statistics/B01"]) {
    await page.goto(path);
    const [workbook] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "导出 Excel" }).click(),
    ]);
    expect(workbook.suggestedFilename()).toMatch(/^大余县\d{4}年.+\.xlsx$/);
  }

  await page.goto("/desk/audit?what=exports");
  await expect(page.getByRole("row", { name: "年度统计" })).toContainText("XLSX");
  await expect(page.getByRole("row", { name: "服务记录" })).toContainText("类别 training");
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("accounts, audit and files work all the same", async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByLabel(/^账号/).fill("admin");
    await page.getByLabel(/^密码/).fill(PASSWORD);
    await page.getByRole("button", { name: "登录" }).click();
    await page.waitForURL(/\/desk\/accounts/);
    await page.getByLabel("查找").fill(COUNTY_STAFF);
    await page.getByRole("button", { name: "查询" }).click();
    await page.getByRole("row").getByRole("link", { name: COUNTY_STAFF }).click();
    await page.getByText("退出全部设备").click();
    await page.getByRole("button", { name: "全部退出" }).click();
    await expect(page.getByRole("status")).toContainText("已退出全部设备");
    await page.goto("/desk/audit");
    await expect(page.getByRole("row", { name: "退出全部设备" }).first()).toBeVisible();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "导出 CSV" }).click(),
    ]);
    expect(file.suggestedFilename()).toContain("操作审计记录");
  });
});
