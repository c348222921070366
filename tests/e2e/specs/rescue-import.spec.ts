// 救援文件 comes back in: on the owner's other phone, and at the office.

import { type APIRequestContext, type Browser, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { type Between } from "../between";
import { open } from "../fixtures";
import { ask, bearer, commissionerOf, DAYU, ownRecords, signIn, ZHAO } from "../people";
import { outbox } from "../phone";
import { painted } from "../pictures";
import { expect, test as base } from "../valley";

/** 信丰县科技局: the county of 赵. */
const CLERK = "kj-xinfeng";
const CONTENT = "到果园查看脐橙树势和病虫害，讲解黄龙病防控与春季管理。";

interface Rescued {
  path: string;
  ids: string[];
}

const test = base.extend<{ direct: APIRequestContext; rescued: Rescued }>({
  /** The server past the phone's bad network. */
  direct: async ({ playwright, ketepai }, use) => {
    const direct = await playwright.request.newContext({ baseURL: ketepai.url });
    await use(direct);
    await direct.dispose();
  },
  /** Two visits, one with a photo, queued on 赵's phone without a network and put into a file. */
  rescued: async ({ page, between }, use, info) => {
    await recordOffline(page, between);
    const path = info.outputPath("rescue.json");
    await page.goto("/rescue.html");
    await expect(page.getByRole("listitem")).toHaveCount(2);
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "导出救援文件" }).click();
    await (await downloading).saveAs(path);
    const { entries, photos } = JSON.parse(readFileSync(path, "utf8"));
    expect(photos).toHaveLength(1);
    await use({ path, ids: entries.map((entry: any) => entry.record_id) });
  },
});

// The bundle that starts offline says so in a development build.
test.use({ expectedConsole: [[/Failed to load resource/, /net::ERR_/, /Failed to fetch/, /client-side rendering/], { option: true }] });

test.skip(({ isMobile }) => !isMobile, "the desk's screen is opened by the test itself");

async function recordOffline(page: Page, between: Between): Promise<void> {
  await signIn(page, ZHAO);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const picture = await painted(page, 300, 200);
  await expect.poll(() => pulled(page)).toBe(true);
  between.weather = "cut";
  for (const number of [1, 2]) {
    await open(page, "/visits/new");
    await page.getByRole("checkbox", { name: "业务指导" }).check();
    await page.getByLabel(/^情况记录/).fill(`${CONTENT}第${number}户。`);
    if (number === 1) {
      await page.getByLabel("从相册选").setInputFiles(picture);
      await expect(page.getByRole("img", { name: "第 1 张照片" })).toBeVisible();
    }
    await page.getByRole("button", { name: "提交" }).click();
    // The bar above the page says the same of the first one: this button comes when this one is kept.
    await expect(page.getByRole("button", { name: "再记一个村" })).toBeVisible();
    await expect(page.getByRole("status").first()).toContainText("已存手机");
  }
}

/** Whether the phone has what its forms need. */
function pulled(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise<boolean>((resolve, reject) => {
        const opening = indexedDB.open("ketepai");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const counting = database.transaction("reference").objectStore("reference").count();
          counting.onsuccess = () => {
            database.close();
            resolve(counting.result > 0);
          };
          counting.onerror = () => reject(counting.error);
        };
      }),
  );
}

/** Another device, with a network. */
async function device(browser: Browser, baseURL: string, login: string, width: number, height: number) {
  const context = await browser.newContext({ baseURL, viewport: { width, height }, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const page = await context.newPage();
  await signIn(page, login);
  return page;
}

/** How the server holds these records. */
async function held(direct: APIRequestContext, ids: string[]): Promise<any[]> {
  const token = await bearer(direct, ZHAO);
  return Promise.all(ids.map((id) => ask(direct, token, `/api/v1/records/${id}`)));
}

async function ownCount(direct: APIRequestContext): Promise<number> {
  return (await ownRecords(direct, await bearer(direct, ZHAO))).length;
}

/** The first phone finds its network again and ends with nothing to send. */
async function comesBack(page: Page, between: Between): Promise<void> {
  between.weather = "clear";
  await open(page, "/outbox");
  await expect.poll(async () => (await outbox(page)).length, { timeout: 30_000 }).toBe(0);
}

test("the owner's other phone sends what the first one could not", async ({ page, browser, between, ketepai, direct, rescued }) => {
  const before = await ownCount(direct);
  const other = await device(browser, ketepai.url, ZHAO, 360, 740);
  await open(other, "/rescue");
  await other.getByLabel("选择救援文件").setInputFiles(rescued.path);
  await expect(other.getByRole("main").getByRole("listitem")).toHaveCount(2);
  await other.screenshot({ path: "test-results/rescue-phone-opened.png", fullPage: true });
  await other.getByRole("button", { name: "导入到这台手机" }).click();
  await expect(other.getByRole("main")).toContainText("已导入 2 条记录");
  await expect(other.getByRole("main")).toContainText("照片 1 张");
  await other.screenshot({ path: "test-results/rescue-phone-done.png", fullPage: true });
  await expect.poll(async () => (await outbox(other)).length, { timeout: 30_000 }).toBe(0);

  await test.step("the same file once more changes nothing", async () => {
    await other.getByLabel("选择救援文件").setInputFiles(rescued.path);
    await other.getByRole("button", { name: "导入到这台手机" }).click();
    await expect.poll(async () => (await outbox(other)).length, { timeout: 30_000 }).toBe(0);
    const records = await held(direct, rescued.ids);
    expect(records.map((record) => record.version)).toEqual([1, 1]);
  });
  await test.step("and the first phone brings nothing new", async () => {
    await comesBack(page, between);
    const records = await held(direct, rescued.ids);
    expect(records.flatMap((record) => record.photo_files ?? []).map((file) => file.state)).toEqual(["picture"]);
    expect(await ownCount(direct)).toBe(before + 2);
  });
  await other.context().close();
});

test("without a network the file is taken in all the same", async ({ context, page, between, rescued }) => {
  // The same phone, emptied: as a new one that was signed in before it lost its network.
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("ketepai");
        opening.onsuccess = () => {
          const writing = opening.result.transaction(["queue", "photos"], "readwrite");
          writing.objectStore("queue").clear();
          writing.objectStore("photos").clear();
          writing.oncomplete = () => (opening.result.close(), resolve());
          writing.onabort = () => reject(writing.error);
        };
      }),
  );
  expect(between.weather).toBe("cut");
  await open(page, "/rescue");
  await page.getByLabel("选择救援文件").setInputFiles(rescued.path);
  await page.getByRole("button", { name: "导入到这台手机" }).click();
  await expect(page.getByRole("main")).toContainText("已导入 2 条记录");
  expect((await outbox(page)).map((entry) => entry.record_id).sort()).toEqual([...rescued.ids].sort());

  await page.getByLabel("选择救援文件").setInputFiles(rescued.path);
  await expect(page.getByText("本机已有")).toHaveCount(2);
  await page.getByRole("button", { name: "导入到这台手机" }).click();
  await expect(page.getByRole("main")).toContainText("2 条本机都已有，没有重复导入");
  await context.clearCookies();
});

test("another person's file is refused in words", async ({ browser, ketepai, direct, rescued }) => {
  const login = await commissionerOf(direct, DAYU);
  const other = await device(browser, ketepai.url, login, 360, 740);
  await open(other, "/rescue");
  await other.getByLabel("选择救援文件").setInputFiles(rescued.path);
  await expect(other.getByRole("alert")).toContainText("这是其他账号的救援文件");
  await other.screenshot({ path: "test-results/rescue-phone-refused.png", fullPage: true });
  await expect(other.getByRole("button", { name: "导入到这台手机" })).toHaveCount(0);
  await expect(other.getByText(CONTENT)).toHaveCount(0);
  await other.getByLabel("选择救援文件").setInputFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from("{") });
  await expect(other.getByRole("alert")).toContainText("文件不完整");
  expect(await outbox(other)).toEqual([]);
  await other.context().close();
});

test("a clerk brings the file in for its author, once", async ({ page, browser, between, ketepai, direct, rescued }) => {
  const before = await ownCount(direct);
  const desk = await device(browser, ketepai.url, CLERK, 1440, 900);
  await test.step("the clerk finds the page", async () => {
    await desk.locator("summary", { hasText: "县" }).click();
    await desk.getByRole("link", { name: "导入救援文件" }).click();
    await expect(desk.getByRole("heading", { level: 1 })).toHaveText("导入救援文件");
  });
  const send = async () => {
    await desk.getByLabel("选择救援文件").setInputFiles(rescued.path);
    await expect(desk.getByRole("status").filter({ hasText: "2 条可以导入" })).toBeVisible();
    await desk.getByRole("button", { name: "导入", exact: true }).click();
    await expect(desk.getByRole("status").filter({ hasText: "已处理 2 / 2 条" })).toBeVisible();
  };
  await test.step("the records come in", async () => {
    await send();
    await expect(desk.getByText("已导入", { exact: true })).toHaveCount(2);
    await desk.screenshot({ path: "test-results/rescue-desk-done.png", fullPage: true });
  });
  await test.step("a second time nothing is new", async () => {
    await send();
    await expect(desk.getByText("已有", { exact: true })).toHaveCount(2);
    await desk.setViewportSize({ width: 360, height: 740 });
    await desk.screenshot({ path: "test-results/rescue-desk-narrow.png", fullPage: true });
    await desk.setViewportSize({ width: 1440, height: 900 });
  });
  await test.step("they are the author's, entered by the office", async () => {
    const records = await held(direct, rescued.ids);
    expect(records.map((record) => record.version)).toEqual([1, 1]);
    expect(records.every((record) => record.entered_by)).toBe(true);
    expect(records.flatMap((record) => record.photo_files ?? []).map((file) => file.state)).toEqual(["picture"]);
    expect(await ownCount(direct)).toBe(before + 2);
    await desk.locator("table a").first().click();
    await expect(desk.getByRole("main")).toContainText("代录");
    await desk.screenshot({ path: "test-results/rescue-desk-record.png" });
  });
  await test.step("the author's phone comes back and finds its way", async () => {
    await comesBack(page, between);
    expect(await ownCount(direct)).toBe(before + 2);
    const records = await held(direct, rescued.ids);
    expect(records.map((record) => record.status)).toEqual(["submitted", "submitted"]);
  });
  await desk.context().close();
});
