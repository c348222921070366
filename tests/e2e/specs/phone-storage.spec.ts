// A poor phone: a tab that is killed, a disk that is full or gone, a clock that is wrong. What was
// typed stays, and nothing is said to be saved that is not.

import { type Page } from "@playwright/test";
import { expect, test } from "../faults";
import { open } from "../fixtures";
import { answering, bearer, enter, recordsSaying, submit, writeVisit, ZHAO } from "../people";
import { hearSignal, killTab, outbox, pulled, putEntries, queueVisits, Traffic, visitOf } from "../phone";

test.skip(({ isMobile }) => !isMobile, "a phone's work");

const content = (page: Page) => page.getByLabel(/^情况记录/);
const draftLine = (page: Page) => page.locator(".draft-line");

test("draft lost: it is kept within a second of the last key, several by name, and offered after a killed tab", async ({ page, context }) => {
  const texts = ["第一份草稿：查看脐橙树势", "第二份草稿：查看油茶挂果"];
  await enter(page, ZHAO, "/visits/new");
  await answering(page);
  await content(page).pressSequentially(texts[0]);
  const typed = Date.now();
  await expect.poll(async () => (await outbox(page))[0]?.draft?.record.content, { intervals: [50] }).toBe(texts[0]);
  expect(Date.now() - typed).toBeLessThan(1_500);
  await expect(draftLine(page)).toContainText("草稿已存手机");

  await open(page, "/visits/new");
  await answering(page);
  const drafts = (tab: Page) => tab.getByRole("region", { name: "没写完的草稿" }).getByRole("link");
  await expect(drafts(page)).toHaveCount(1);
  await page.getByRole("button", { name: "其他…" }).first().click();
  await page.getByRole("button", { name: /^选/ }).click();
  await content(page).fill(texts[1]);
  await expect.poll(async () => (await outbox(page)).length, { intervals: [50] }).toBe(2);
  await killTab(page);

  const tab = await context.newPage();
  await open(tab, "/visits/new");
  await expect(drafts(tab)).toHaveCount(2);
  const names = await drafts(tab).locator("b").allTextContents();
  expect(new Set(names).size, `each has a name of its own: ${names}`).toBe(2);
  await drafts(tab).nth(1).click();
  await expect(content(tab)).toHaveValue(texts[1]);
  // The server knows nothing of it: it is a new record still.
  await expect(tab.getByRole("heading", { level: 1 })).toHaveText("记一次服务");
  await expect(tab.getByRole("link", { name: "返回" })).toHaveAttribute("href", "/outbox");
  await open(tab, "/visits/new");
  await drafts(tab).nth(0).click();
  await expect(content(tab)).toHaveValue(texts[0]);
});

test("a draft stands among the drafts of the list, and is deleted after a question alone", async ({ page }) => {
  await enter(page, ZHAO, "/visits/new");
  await answering(page);
  await content(page).fill("要删的草稿：查看脐橙树势");
  await expect.poll(async () => (await outbox(page)).length).toBe(1);
  await open(page, "/records?status=submitted");
  await expect(page.locator("main .lines").first()).toBeAttached();
  const onPhone = page.getByRole("region", { name: "还在手机里" });
  await expect(onPhone).toHaveCount(0);
  await open(page, "/records?status=draft");
  await onPhone.getByRole("link").click();
  const remove = page.getByRole("main").getByRole("button", { name: "删除草稿" });
  const question = page.getByRole("dialog", { name: "删除草稿" });
  await remove.click();
  await expect(question).toContainText("删除后不能恢复。");
  await question.getByRole("button", { name: "取消" }).click();
  expect(await outbox(page)).toHaveLength(1);
  await remove.click();
  await question.getByRole("button", { name: "删除草稿" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("待发箱");
  expect(await outbox(page)).toEqual([]);
});

test("存草稿 right after the last key: nothing of it is typed again behind it", async ({ page }) => {
  await enter(page, ZHAO, "/visits/new");
  await answering(page);
  await content(page).fill("马上存的草稿：查看脐橙树势");
  await page.getByRole("button", { name: "存草稿" }).click();
  await expect(page.getByText("草稿已保存")).toBeVisible();
  await expect.poll(async () => (await outbox(page)).length).toBe(0);
  // Longer than the form waits after the last key.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 1_000)));
  expect(await outbox(page)).toEqual([]);
});

test("a form that is left, or out of sight, keeps what was typed last, and nothing that is gone already", async ({ page }) => {
  const texts = ["点链接离开：查看脐橙树势", "切到别的应用：查看油茶挂果", "存了才离开：查看茶树修剪"];
  // The moment after the last key never comes.
  await page.addInitScript(() => {
    const usual = window.setTimeout.bind(window);
    const never = (act: () => void, wait?: number, ...rest: unknown[]) => (wait === 600 ? 0 : usual(act, wait, ...rest));
    window.setTimeout = never as typeof window.setTimeout;
  });
  const drafts = async () => (await outbox(page)).map((entry) => entry.draft?.record.content);
  const leave = () => page.getByRole("link", { name: "返回" }).click();
  await enter(page, ZHAO, "/visits/new");
  await answering(page);
  await content(page).fill(texts[0]);
  await leave();
  await expect.poll(drafts).toEqual([texts[0]]);

  await page.getByRole("link", { name: "记一次服务" }).first().click();
  await answering(page);
  await content(page).fill(texts[1]);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await expect.poll(drafts).toEqual(texts.slice(0, 2));

  await content(page).fill(texts[2]);
  await page.getByRole("button", { name: "存草稿" }).click();
  await expect(page.getByText("草稿已保存")).toBeVisible();
  await expect.poll(drafts).toEqual([texts[0]]);
  await leave();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("您好");
  expect(await drafts()).toEqual([texts[0]]);
});

test("IndexedDB unavailable: the text goes from the page, and nothing is said to be on the phone", async ({ page, faulty, direct }) => {
  const text = "没有数据库：到茶园查看茶树修剪和病虫害，讲解冬季管护。";
  const token = await bearer(direct, ZHAO);
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException("private", "SecurityError");
    };
  });
  await enter(page, ZHAO, "/visits/new");
  await writeVisit(page, text);
  await expect(draftLine(page)).toHaveText("这个浏览器存不了草稿，提交前请不要关本页");
  await faulty.set({ methods: ["POST"], cut_every: 1 });
  await submit(page);
  await expect(page.getByRole("heading", { name: "还没有发出，请不要关本页" })).toBeVisible();
  await expect(page.locator(".outbox-bar")).toContainText("1 条还没有发出");
  await expect(page.getByRole("main")).not.toContainText("已存手机");
  await expect(page.getByRole("main")).not.toContainText("记录在手机里");
  await page.getByRole("link", { name: /还没有发出/ }).click();
  await expect(page.getByRole("heading", { name: "待发送 1" })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("已存手机");
  await faulty.restore();
  await hearSignal(page);
  await expect.poll(async () => (await recordsSaying(direct, token, text)).length).toBe(1);
  await expect(page.getByRole("heading", { name: "待发送" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "最近送达" })).toBeVisible();
});

test("sign-out while a text is in the page alone is refused, and nothing of it is said to be kept", async ({ page, faulty }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException("private", "SecurityError");
    };
  });
  await enter(page, ZHAO, "/visits/new");
  await writeVisit(page, "只在本页：到茶园查看茶树修剪和病虫害，讲解冬季管护。");
  await faulty.set({ path_prefixes: ["/api/v1/sync"], methods: ["POST"], cut_every: 1 });
  await submit(page);
  await expect(page.getByRole("heading", { name: "还没有发出，请不要关本页" })).toBeVisible();
  await page.getByRole("link", { name: "我", exact: true }).click();
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByText("没有退出：还有记录只在本页")).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(new URL(page.url()).pathname).toBe("/me");
  expect((await page.request.get("/api/v1/session")).status()).toBe(200);
  await expect(page.locator(".outbox-bar")).toContainText("1 条还没有发出");
  // Once it has gone there is nothing to lock away, though there is no disk to look at.
  await faulty.restore();
  await hearSignal(page);
  await expect(page.locator(".outbox-bar")).toHaveCount(0);
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.waitForURL(/\/sign-in/);
  expect((await page.request.get("/api/v1/session")).status()).toBe(401);
});

test("sign-out while a database that was there does not open is refused: nothing locks what it holds", async ({ page, faulty, direct }) => {
  const visit = await visitOf(direct, await bearer(direct, ZHAO));
  await enter(page, ZHAO, "/outbox");
  await pulled(page);
  await faulty.set({ path_prefixes: ["/api/v1/sync"], methods: ["POST"], cut_every: 1 });
  await queueVisits(page, visit, 1, 0);
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException("full", "UnknownError");
    };
  });
  await open(page, "/me");
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByText("没有退出：待发的记录暂时锁不上。")).toBeVisible();
  expect((await page.request.get("/api/v1/session")).status()).toBe(200);
});

test("IndexedDB dead after a suspend is opened again, and the text is on the disk", async ({ page, faulty, direct }) => {
  const text = "休眠之后：到水产养殖户查看鱼塘水质，讲解增氧和投喂。";
  const token = await bearer(direct, ZHAO);
  await enter(page, ZHAO, "/visits/new");
  await answering(page);
  await content(page).fill("先写几个字");
  await expect(draftLine(page)).toContainText("草稿已存手机");
  // The connection in use is dead, a fresh one is not.
  await page.evaluate(() => {
    const usual = IDBDatabase.prototype.transaction;
    let dead: IDBDatabase | undefined;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...asked: any) {
      dead ??= this;
      if (dead === this) throw new DOMException("The database connection is closing.", "InvalidStateError");
      return usual.apply(this, asked);
    } as typeof usual;
  });
  await faulty.lose();
  await writeVisit(page, text);
  await submit(page);
  await expect(page.getByRole("heading", { name: /已存手机/ })).toBeVisible();
  expect((await outbox(page)).map((entry) => (entry.outgoing ?? entry.flight)?.record.content)).toEqual([text]);
  await faulty.restore();
  await hearSignal(page);
  await expect.poll(async () => (await recordsSaying(direct, token, text)).length).toBe(1);
});

test("quota exceeded: the page says that the text is not saved, keeps it, and saves it once there is room", async ({ page, direct }) => {
  const text = "存储已满：到养蜂户查看蜂群越冬情况，讲解饲喂和保温。";
  const token = await bearer(direct, ZHAO);
  await enter(page, ZHAO, "/visits/new");
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...value) {
      if (!(window as any).room) throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, value);
    };
  });
  await writeVisit(page, text);
  await expect(draftLine(page)).toHaveText("手机存储已满，草稿没有存上，请不要关本页");
  await submit(page);
  await expect(page.getByText("手机存储已满，这次没有存上。填写的内容仍在本页")).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("已存手机");
  await expect(content(page)).toHaveValue(text);
  expect(await recordsSaying(direct, token, text)).toEqual([]);
  await page.evaluate(() => ((window as any).room = true));
  await submit(page);
  await expect(page.getByRole("heading", { name: "已提交，等待审核" })).toBeVisible({ timeout: 20_000 });
  expect(await recordsSaying(direct, token, text)).toHaveLength(1);
});

test("a disk that is away for a while: what the page kept meanwhile is on it again, and goes", async ({ page, direct }) => {
  const text = "存储回来了：到养蜂户查看蜂群越冬情况，讲解饲喂和保温。";
  const token = await bearer(direct, ZHAO);
  await enter(page, ZHAO, "/visits/new");
  await writeVisit(page, "存储还在：到养蜂户");
  await expect(draftLine(page)).toContainText("草稿已存手机");
  await page.evaluate(() => {
    const usual = IDBDatabase.prototype.transaction;
    (window as any).away = true;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...asked: any) {
      if ((window as any).away) throw new DOMException("The database connection is closing.", "InvalidStateError");
      return usual.apply(this, asked);
    } as typeof usual;
  });
  await content(page).fill("存储不在：到养蜂户查看蜂群");
  await expect(draftLine(page)).toHaveText("这个浏览器存不了草稿，提交前请不要关本页");
  await page.evaluate(() => ((window as any).away = false));
  await content(page).fill(text);
  await expect(draftLine(page)).toContainText("草稿已存手机");
  await submit(page);
  await expect(page.getByRole("heading", { name: "已提交，等待审核" })).toBeVisible({ timeout: 20_000 });
  expect(await recordsSaying(direct, token, text)).toHaveLength(1);
  expect(await outbox(page)).toEqual([]);
});

test("a disk that fills up while a photo goes: the photo is not sent again and again", async ({ page, faulty, direct }) => {
  const visit = await visitOf(direct, await bearer(direct, ZHAO));
  await enter(page, ZHAO, "/outbox");
  await pulled(page);
  await faulty.lose();
  await queueVisits(page, visit, 1, 1);
  await page.evaluate(() => {
    const [put, usual, test] = [IDBObjectStore.prototype.put, window.fetch, window as any];
    test.photos = 0;
    window.fetch = (...asked: Parameters<typeof fetch>) => {
      const url = asked[0] instanceof Request ? asked[0].url : String(asked[0]);
      test.photos += Number(url.includes("/api/v1/attachments/"));
      return usual(...asked);
    };
    IDBObjectStore.prototype.put = function (...value) {
      if (test.photos > 0 && !test.room) throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, value);
    };
    window.dispatchEvent(new Event("pageshow"));
  });
  const photos = () => page.evaluate(() => (window as any).photos);
  await expect.poll(async () => (await outbox(page))[0]?.tries.why).toBe("no_network");
  await faulty.restore();
  await hearSignal(page);
  await expect.poll(photos).toBe(1);
  // Longer than a run needs that begins again by itself.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 4_000)));
  expect(await photos()).toBe(1);
  await page.evaluate(() => ((window as any).room = true));
  await hearSignal(page);
  await expect.poll(() => outbox(page), { timeout: 20_000 }).toEqual([]);
});

test("clock at 1970: records go, both clocks are kept, the service date decides", async ({ page, context, direct }) => {
  const text = "时钟不准：到稻田查看秧苗长势，讲解分蘖期的水肥管理。";
  const token = await bearer(direct, ZHAO);
  const traffic = new Traffic(context);
  await page.clock.setFixedTime(new Date("1970-01-01T00:03:00Z"));
  await enter(page, ZHAO, "/visits/new");
  await writeVisit(page, text);
  await submit(page);
  await expect(page.getByRole("heading", { name: "已提交，等待审核" })).toBeVisible({ timeout: 20_000 });
  const [record] = await recordsSaying(direct, token, text);
  const [change] = traffic.changes.values() as Iterable<any>;
  const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
  expect(record.ended_on).toBe(today);
  expect(record.received_at.slice(0, 4)).toBe(today.slice(0, 4));
  expect(change.captured_at).toMatch(/^1970-01-01/);
  expect(record.captured_at).toMatch(/^1970-01-01/);
});

test("clock a day ahead: the person is told, and the record arrives with the day they chose", async ({ page, direct }) => {
  const text = "时钟快一天：到蔬菜大棚查看通风和病害，讲解冬季棚室管理。";
  const token = await bearer(direct, ZHAO);
  const hours = 3600 * 1000;
  await page.clock.setFixedTime(new Date(Date.now() + 25 * hours));
  await enter(page, ZHAO, "/visits/new");
  await expect(page.getByText(/手机时间比实际快约 1 天/)).toBeVisible();
  await writeVisit(page, text);
  await submit(page);
  await expect(page.getByRole("heading", { name: "已提交，等待审核" })).toBeVisible({ timeout: 20_000 });
  const [record] = await recordsSaying(direct, token, text);
  expect(record.ended_on).toBe(new Date(Date.now() + 8 * hours).toISOString().slice(0, 10));
  expect(Date.parse(record.captured_at)).toBeGreaterThan(Date.now() + 24 * hours);
  expect(Date.parse(record.received_at)).toBeLessThan(Date.now() + hours);
  await page.clock.setFixedTime(new Date());
  await open(page, "/phone");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText(/手机时间比实际/)).toHaveCount(0);
});

test("clock a year ahead: what was given up is not taken for old", async ({ page, direct }) => {
  const day = 24 * 3600 * 1000;
  const visit = await visitOf(direct, await bearer(direct, ZHAO));
  await enter(page, ZHAO, "/outbox");
  await pulled(page);
  await queueVisits(page, visit, 1, 0);
  const [entry] = await outbox(page);
  const givesUp = (days: number) => {
    const at = new Date(Date.now() - days * day).toISOString();
    return putEntries(page, [{ ...entry, begun_at: at, given_up: { reason: "填错了", at } } as typeof entry]);
  };
  await givesUp(1);
  await page.clock.setFixedTime(new Date(Date.now() + 400 * day));
  await open(page, "/outbox");
  await expect(page.getByText(/手机时间比实际快/)).toBeVisible();
  await page.evaluate(() => window.dispatchEvent(new Event("pageshow")));
  await expect(page.getByRole("listitem").filter({ hasText: "已放弃" })).toBeVisible();
  expect(await outbox(page)).toHaveLength(1);

  await page.clock.setFixedTime(new Date());
  await givesUp(31);
  await open(page, "/outbox");
  const looked = async () => {
    await page.evaluate(() => window.dispatchEvent(new Event("pageshow")));
    return outbox(page);
  };
  await expect.poll(looked, "by a clock that is right it is").toEqual([]);
});

test("browser drops IndexedDB: after three days unsent the page says so plainly", async ({ page, faulty, direct }) => {
  const token = await bearer(direct, ZHAO);
  const visit = await visitOf(direct, token);
  await enter(page, ZHAO, "/outbox");
  await pulled(page);
  await faulty.lose();
  await queueVisits(page, visit, 1, 0);
  const [entry] = await outbox(page);
  entry.outgoing!.queued_at = new Date(Date.now() - 4 * 24 * 3600 * 1000).toISOString();
  await putEntries(page, [entry]);
  await page.evaluate(() => window.dispatchEvent(new Event("pageshow")));
  await expect(page.locator(".outbox-bar")).toContainText("最早的一条已超过 3 天没有送达");
  await faulty.restore();
  await hearSignal(page);
  await expect(page.locator(".outbox-bar")).toHaveCount(0);
});
