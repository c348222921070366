// The field root without a network: the worker, the pages that are files, a new build.

import { type BrowserContext, type Page } from "@playwright/test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { awake, open } from "../fixtures";
import { COUNTY_STAFF, enter, signIn, submit, writeVisit, ZHAO } from "../people";
import { hearSignal, provisioned } from "../phone";
import { type Build, buildOf, secondBuild, SITE } from "../second-build";
import { expect, test } from "../valley";

test.skip(({ isMobile }) => !isMobile, "the worker is the same on every screen");

/** Waits until the worker has all its files. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

/** What stands in the caches: the names, and every address with its content's hash. */
function cached(page: Page): Promise<{ names: string[]; files: Record<string, string> }> {
  return page.evaluate(async () => {
    // In the order they were made: the newer build's files come last.
    const names = await caches.keys();
    const files: Record<string, string> = {};
    for (const name of names) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const body = await (await cache.match(request))!.arrayBuffer();
        const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
        files[new URL(request.url).pathname] = `sha256-${btoa(String.fromCharCode(...hash))}`;
      }
    }
    return { names, files };
  });
}

function firstBuild(): Build {
  return buildOf(readFileSync(join(SITE, "sw.js"), "utf8"));
}

/** Opens the application anew, as a tap on its icon does. */
async function coldStart(context: BrowserContext, page: Page, path: string): Promise<Page> {
  await page.close();
  const fresh = await context.newPage();
  await fresh.goto(path);
  return fresh;
}

test("the worker keeps exactly the files of its build and nothing of a person", async ({ page }) => {
  await signIn(page, ZHAO);
  await kept(page);
  for (const path of ["/records", "/villages", "/me"]) await open(page, path);
  const { names, files } = await cached(page);
  expect(names).toHaveLength(1);
  expect(files).toEqual(firstBuild().files);
});

test("a first visit does not speak of a new build, not for a moment", async ({ page }) => {
  await page.addInitScript(() => {
    const noted = () => {
      if (document.body?.textContent.includes("有新版本")) sessionStorage.setItem("told", "yes");
    };
    new MutationObserver(noted).observe(document, { childList: true, subtree: true });
  });
  await signIn(page, ZHAO);
  await kept(page);
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state)).toBe("activated");
  expect(await page.evaluate(() => sessionStorage.getItem("told"))).toBeNull();
});

test("a cold start without a network shows the application at its address", async ({ page, context, between }) => {
  await signIn(page, ZHAO);
  await kept(page);
  between.weather = "cut";
  const phone = await coldStart(context, page, "/records?status=returned");
  await awake(phone);
  expect(new URL(phone.url()).pathname).toBe("/records");
  const tabs = phone.getByRole("navigation", { name: "主导航" });
  await expect(tabs.getByRole("link", { name: "记录" })).toHaveAttribute("aria-current", "page");
  await expect(phone.getByText("正在打开…")).toHaveCount(0);
  await tabs.getByRole("link", { name: "我", exact: true }).click();
  await expect(phone.getByRole("heading", { level: 1 })).toHaveText("我");
});

test("cold start offline: workbench, villages with the days since the last service, forms, records and outbox", async ({ page, context, between }) => {
  test.setTimeout(120_000);
  await enter(page, ZHAO);
  const villages = (tab: Page) => tab.locator(".lines .row-link");
  const before = await villages(page).allInnerTexts();
  expect(before.length).toBeGreaterThan(0);
  expect(before.join()).toMatch(/\d+ 天/);
  await open(page, "/records");
  const records = await villages(page).count();
  await provisioned(page);
  between.weather = "cut";
  const phone = await coldStart(context, page, "/");
  await expect(phone.getByRole("heading", { level: 1 })).toContainText("您好");
  expect(await villages(phone).allInnerTexts()).toEqual(before);
  await expect(phone.locator(".local-bar")).toHaveText(/没有网络，显示的是手机里.+的内容/);

  const tabs = phone.getByRole("navigation", { name: "主导航" });
  await tabs.getByRole("link", { name: "我的村" }).click();
  await expect(phone.locator(".village-cards > li")).toHaveCount(before.length);
  await tabs.getByRole("link", { name: "记录" }).click();
  await expect.poll(() => villages(phone).count()).toBeGreaterThanOrEqual(records);
  await tabs.getByRole("link", { name: "我", exact: true }).click();
  await phone.getByRole("link", { name: "待发箱" }).click();
  await expect(phone.getByText("没有待发的记录")).toBeVisible();
  await tabs.getByRole("link", { name: "工作台" }).click();
  await phone.getByRole("link", { name: "记一次培训" }).click();
  await expect(phone.getByLabel(/^培训名称/)).toBeVisible();
  // The form's foot stands where the tabs were.
  await phone.getByRole("link", { name: "返回" }).click();
  await phone.getByRole("link", { name: "记一次服务" }).click();
  const search = phone.getByRole("button", { name: "其他…" }).first();
  const chips = phone.locator("#area_code label.chip");
  const [count, own] = [await chips.count(), chips.last()];
  await search.click();
  await phone.getByLabel(/找村或乡镇/).fill(await own.innerText());
  // One's own village, named as its chip names it, is that chip.
  await phone.locator(".found button").first().click();
  await expect(own.getByRole("radio")).toBeChecked();
  await expect(chips).toHaveCount(count);
  await search.click();
  await phone.getByLabel(/找村或乡镇/).fill("x");
  await expect(phone.locator(".found button").first()).toBeVisible();
  await writeVisit(phone, "没有网络：到果园查看脐橙树势，讲解清园和春肥用量，约定月底再来。");
  await submit(phone);
  await expect(phone.getByRole("heading", { name: /已存手机/ })).toBeVisible();
  between.weather = "clear";
  await hearSignal(phone);
  await expect(phone.getByRole("heading", { name: "已提交，等待审核" })).toBeVisible();
});

test("a network that does not answer is waited for four seconds, not longer", async ({ page, context, between }) => {
  await signIn(page, ZHAO);
  await kept(page);
  between.weather = "silent";
  const begun = Date.now();
  const phone = await coldStart(context, page, "/visits/new");
  await awake(phone);
  expect(Date.now() - begun).toBeGreaterThan(3_900);
  expect(Date.now() - begun).toBeLessThan(9_000);
});

test("the desk says in one sentence that it needs a network", async ({ page, context, between }) => {
  await open(page, "/sign-in");
  await kept(page);
  await signIn(page, COUNTY_STAFF);
  between.weather = "cut";
  const desk = await coldStart(context, page, "/desk/coverage");
  await expect(desk.getByRole("heading", { level: 1 })).toHaveText("没有网络");
  await expect(desk.getByText("要联网才能看")).toBeVisible();
  between.weather = "clear";
  await desk.getByRole("link", { name: "再试一次" }).click();
  await expect(desk.getByRole("heading", { level: 1 })).toContainText("覆盖");
});

test("a page of the desk is waited for, however slow its network", async ({ page, context, between }) => {
  await open(page, "/sign-in");
  await kept(page);
  await signIn(page, COUNTY_STAFF);
  between.delay = (path) => (path === "/desk/coverage" ? 6_000 : 0);
  const desk = await coldStart(context, page, "/desk/coverage");
  await expect(desk.getByRole("heading", { level: 1 })).toContainText("覆盖");
});

test("a captive portal is shown to the person and never kept", async ({ page, context, between }) => {
  await signIn(page, ZHAO);
  await kept(page);
  between.redirects = true;
  let phone = await coldStart(context, page, "/records");
  await expect(phone.getByRole("heading", { level: 1 })).toHaveText("请先登录 Wi-Fi");
  between.redirects = false;
  between.lies = () => true;
  phone = await coldStart(context, phone, "/records");
  await expect(phone.getByRole("heading", { level: 1 })).toHaveText("请先登录 Wi-Fi");
  between.lies = () => false;
  between.weather = "cut";
  phone = await coldStart(context, phone, "/records");
  await awake(phone);
  const { files } = await cached(phone);
  expect(files).toEqual(firstBuild().files);
});

test("a worker that gets one file from a portal keeps none", async ({ page, between }) => {
  let asked = 0;
  between.lies = (path) => {
    const lie = path === "/offline-desk.html";
    if (lie) asked += 1;
    return lie;
  };
  await open(page, "/sign-in");
  await expect.poll(() => asked).toBe(1);
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length))
    .toBe(0);
  expect((await cached(page)).names).toEqual([]);
  between.lies = () => false;
  await open(page, "/sign-in");
  await kept(page);
  expect((await cached(page)).files).toEqual(firstBuild().files);
});

test("new service worker while a form is open: it waits for the person's word and leaves an open form alone", async ({ page, between }) => {
  await signIn(page, ZHAO);
  await kept(page);
  await open(page, "/visits/new");
  const typed = "到油茶基地查看挂果和长势，讲解密度控制、施肥和垦复的做法。";
  await page.getByLabel(/^情况记录/).fill(typed);
  let loads = 0;
  page.on("load", () => (loads += 1));
  between.site = secondBuild();
  await page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => undefined));
  const update = page.getByRole("button", { name: "点此更新" });
  await expect(update).toBeVisible();
  await expect(page.getByLabel(/^情况记录/)).toHaveValue(typed);
  expect(loads).toBe(0);

  const second = buildOf(readFileSync(join(between.site, "sw.js"), "utf8"));
  await update.click();
  // The new worker forgets the old build's files before it answers.
  await expect.poll(() => loads, { timeout: 30_000 }).toBe(1);
  await awake(page);
  await expect(update).toHaveCount(0);
  const { names, files } = await cached(page);
  // A page of the build before, in another tab, still finds its files.
  expect(names).toHaveLength(2);
  expect(files).toMatchObject(second.files);
  const old = Object.keys(firstBuild().files).find((address) => address.endsWith(".css"))!;
  expect(files[old]).toBe(firstBuild().files[old]);
  between.weather = "cut";
  expect(await page.evaluate((address) => fetch(address).then((answer) => answer.ok), old)).toBe(true);
  expect(loads).toBe(1);
  rmSync(between.site, { recursive: true });
});

test.describe("with workers blocked", () => {
  test.use({
    serviceWorkers: "block",
    expectedConsole: [[/Service Worker registration blocked/], { option: true }],
  });

  test("service worker blocked: everything works online and the page says what does not", async ({ page }) => {
    await signIn(page, ZHAO);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("您好");
    await page.getByRole("link", { name: "我", exact: true }).click();
    await page.getByRole("link", { name: "本机存储" }).click();
    const ability = page.getByRole("listitem").filter({ hasText: "没有信号也能打开" });
    await expect(ability).toContainText("没有装上");
    await expect(page.getByRole("listitem").filter({ hasText: "记录先存手机" })).toContainText("可以");
  });
});
