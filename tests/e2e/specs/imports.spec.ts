// A clerk imports a list as it lies on the desk: with errors, mended, imported, the codes printed.

import AxeBuilder from "@axe-core/playwright";
import { expect, PASSWORD, test } from "../fixtures";
import { COUNTY_STAFF } from "../people";

/** A list as WPS writes it: a title above, Chinese headers, full-width digits, stray spaces. */
function list(title: string): string {
  return [
    "大余县科技特派员名册（２０２６年）,,,,,,,,",
    "序号,姓名,性别,手机号码,派出单位,职称,级别,服务产业,服务县,任期开始",
    `1,刘　梅,女,１３９１２３４５６７８,@unit,${title},省派,脐橙、油茶,大余县,2026年3月1日`,
    "2,钟 小娟,女,13912345679,@unit,中级,县级,油茶,大余,2026/3/1",
  ].join("\n");
}

test("a messy list is checked, mended, imported, and its people are assigned", async ({ page }) => {
  test.setTimeout(120_000);
  const data = { login: COUNTY_STAFF, password: PASSWORD };
  expect((await page.request.post("/api/v1/session", { data })).status()).toBe(200);
  await page.goto("/desk/registers/units");
  const unit = (await page.locator("tbody th a").first().textContent())!;
  const bytes = (text: string) => Buffer.from(text.replaceAll("@unit", unit), "utf8");
  const upload = async (text: string) => {
    await page.goto("/desk/imports?kind=commissioners");
    const file = { name: "名册.csv", mimeType: "text/csv", buffer: bytes(text) };
    await page.getByLabel(/^文件/).setInputFiles(file);
    await page.getByRole("button", { name: "检查文件" }).click();
  };

  await test.step("each bad row says where and why, and nothing is written", async () => {
    await upload(list("院士"));
    await expect(page.getByRole("alert")).toContainText("有 1 处问题");
    const row = page.locator("tbody tr").first();
    await expect(row).toContainText("第 3 行");
    await expect(row).toContainText("职称");
    await expect(row).toContainText("副高");
  });

  await test.step("mended, it shows what it would do, and does it", async () => {
    await upload(list("副高"));
    await expect(page.getByText("刘梅")).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter((one) => one.impact === "serious" || one.impact === "critical")).toEqual([]);
    await page.getByRole("button", { name: "确认导入" }).click();
    await expect(page.getByRole("status")).toContainText("已全部导入");
  });

  await test.step("the one-time codes come as a list to print", async () => {
    await page.getByRole("link", { name: "打印 2 人的一次性密码" }).click();
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
});
