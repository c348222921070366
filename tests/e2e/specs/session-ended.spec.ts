// A session that ends in the middle of a form at the desk: it is said, and what was typed stays.

import { type Page } from "@playwright/test";
import { expect, PASSWORD, test } from "../fixtures";
import { admit, CITY_STAFF, COUNTY_STAFF, enter } from "../people";

// The browser itself notes the answer to who is signed in no more, or to a page of another office.
test.use({ expectedConsole: [/status of 40[134]/] });

const FORM = "/desk/registers/assignments/new";
const VILLAGE = "小岭村（登录过期前填的）";

/** Fills the form, loses the session, sends it. */
async function sendTooLate(page: Page): Promise<void> {
  await admit(page, COUNTY_STAFF);
  await page.goto(FORM);
  await page.getByLabel("科技特派员").fill("赵先生");
  await page.getByLabel(/^村/).fill(VILLAGE);
  await page.getByLabel(/^开始/).fill("2026-01-05");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "保存" }).click();
  await page.waitForURL(/\/sign-in/);
  await expect(page.getByRole("alert")).toContainText("登录已过期，请重新登录");
  await expect(page.getByText("刚才填写的内容还在")).toBeVisible();
}

async function signInAgain(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.getByLabel(/^账号/).fill(login);
  await page.getByLabel(/^密码/).fill(password);
  await page.getByRole("button", { name: "登录" }).click();
}

test("a form of the desk is there again after the sign-in, and is not sent by itself", async ({ page }) => {
  await sendTooLate(page);
  await signInAgain(page, COUNTY_STAFF, "wrong-password");
  await expect(page.getByRole("alert")).toContainText("账号或密码不对");
  await expect(page.getByText("刚才填写的内容还在")).toBeVisible();
  await signInAgain(page, COUNTY_STAFF);
  await page.waitForURL((url) => url.pathname === FORM);
  await expect(page.getByText("下面是您填过的内容")).toBeVisible();
  await expect(page.getByLabel("科技特派员")).toHaveValue("赵先生");
  await expect(page.getByLabel(/^村/)).toHaveValue(VILLAGE);
  await expect(page.getByLabel(/^开始/)).toHaveValue("2026-01-05");
  // Sent by hand it is judged as ever; opened anew it is empty.
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.locator("#village_code-error")).toBeVisible();
  await page.goto(FORM);
  await expect(page.getByLabel(/^村/)).toHaveValue("");
  await expect(page.getByText("下面是您填过的内容")).toHaveCount(0);
});

test("another account never gets what was typed", async ({ page }) => {
  await sendTooLate(page);
  await signInAgain(page, CITY_STAFF);
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await expect(page.locator("body")).not.toContainText("下面是您填过的内容");
  expect(await page.content()).not.toContain(VILLAGE);
  expect(await page.evaluate(() => sessionStorage.getItem("ketepai.form"))).toBeNull();
});

test("a decision that was sent too late leaves the record and the opinion where they are", async ({ page, isMobile }) => {
  test.skip(isMobile, "a clerk sits at a desk");
  await enter(page, COUNTY_STAFF, "/desk/reviews");
  await page.locator(".queue .row-link").first().click();
  const record = page.locator(".record .record-head small");
  const shown = await record.innerText();
  await page.locator("#decide-return > summary").click();
  const opinion = page.getByLabel(/^退回意见/);
  await opinion.fill("请补充服务对象和具体地点。");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "确定退回" }).click();
  await expect(page.getByText("登录已过期")).toHaveCount(1);
  const elsewhere = page.getByRole("link", { name: "在新窗口登录" });
  await expect(elsewhere).toBeVisible();
  await expect(opinion).toHaveValue("请补充服务对象和具体地点。");
  await expect(record).toHaveText(shown);
  await expect(page.getByRole("navigation", { name: "主导航" })).toBeVisible();

  const [tab] = await Promise.all([page.waitForEvent("popup"), elsewhere.click()]);
  await signInAgain(tab, COUNTY_STAFF);
  await tab.waitForURL(/\/desk/);
  await tab.close();
  await page.getByRole("button", { name: "确定退回" }).click();
  await expect(page.getByText("已退回给填报人")).toBeVisible();
});
