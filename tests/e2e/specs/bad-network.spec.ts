// Lines that drop, lie and stall, between a real browser and its server: what is on the phone stays
// there until the server has said that it has it, and the person is told how it stands.

import { type Page } from "@playwright/test";
import { expect, test } from "../faults";
import { open } from "../fixtures";
import { bearer, enter, recordsSaying, signIn, submit, writeVisit, ZHAO } from "../people";
import { hearSignal, outbox, provisioned, pulled, putEntries, queueVisits, Traffic, visitOf } from "../phone";

test.skip(({ isMobile }) => !isMobile, "the network of a phone");

/** From the page after 提交 to the form of what was just submitted. */
async function openForChange(page: Page): Promise<void> {
  await page.getByRole("link", { name: "看这条记录" }).click();
  await page.getByRole("link", { name: "看手机里的内容" }).click();
  await page.getByRole("link", { name: "修改" }).click();
}

/** What the page says of the record just submitted. */
const whereabouts = (page: Page) => page.locator("#saved").getByRole("heading");

test("a person signs in and works through the proxy as without it", async ({ page, faulty }) => {
  await signIn(page, ZHAO);
  await open(page, "/records");
  expect(new URL(page.url()).origin).toBe(faulty.url);
});

test("a form that the browser posts by itself is kept without a network, and goes with one", async ({ page, faulty }) => {
  await enter(page, ZHAO, "/password");
  await page.getByLabel(/^现在的密码/).fill("not the password");
  await page.getByLabel(/^新密码/).fill("a new password");
  const change = page.getByRole("button", { name: "修改密码" });
  await faulty.lose();
  await change.click();
  await expect(page.getByText("现在没有网络，没有提交。")).toBeVisible();
  await expect(page.getByLabel(/^新密码/)).toHaveValue("a new password");
  await faulty.restore();
  await change.click();
  await expect(page).toHaveURL(/\/password\?error=/);
});

test("each fault reaches the page and is counted", async ({ page, faulty }) => {
  await signIn(page, ZHAO);
  const push = () =>
    page.evaluate(async () => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ device_id: "e2e", changes: [] });
      try {
        const answer = await fetch("/api/v1/sync", { method: "POST", headers, body });
        return `${answer.status} ${(await answer.text()).slice(0, 15)}`;
      } catch {
        return "broken";
      }
    });
  expect(await push()).toBe('200 {"results":[]}');
  for (const [faults, seen] of [
    [{ portal_times: 1 }, "200 <!doctype html>"],
    [{ no_results_times: 1 }, '200 {"ok":true}'],
    [{ unavailable_times: 1 }, "503 upstream is res"],
    [{ too_large_above: 3 }, "413 <h1>413 Request"],
    [{ drop_reply_one_in: 1 }, "broken"],
    [{ cut_every: 1 }, "broken"],
    [{ truncate_every: 1 }, "broken"],
  ] as const) {
    // The page's own pulls go by the same path.
    await faulty.set({ ...faults, methods: ["POST"] });
    expect(await push(), JSON.stringify(faults)).toBe(seen);
  }
  const { faults } = await faulty.counts();
  expect(faults).toMatchObject({ portal: 1, no_results: 1, unavailable: 1, too_large: 1 });
  // A browser may repeat what broke off by itself; then it broke off again.
  for (const fault of ["dropped_reply", "cut", "truncated_reply"] as const) {
    expect(faults[fault], fault).toBeGreaterThanOrEqual(1);
  }
});

test("reply lost after the server committed: sent again, it is one record with one receipt", async ({ page, context, faulty, direct }) => {
  const content = "回应丢失：到果园查看脐橙树势，讲解清园和春肥用量，约定月底再来。";
  const token = await bearer(direct, ZHAO);
  const traffic = new Traffic(context);
  await enter(page, ZHAO, "/visits/new");
  await faulty.set({ methods: ["POST"], drop_reply_one_in: 1 });
  await writeVisit(page, content);
  await submit(page);
  await expect(whereabouts(page)).toHaveText("已存手机，有信号时自动发送");
  await expect.poll(async () => (await recordsSaying(direct, token, content)).length).toBe(1);
  expect(await outbox(page)).toHaveLength(1);

  await faulty.restore();
  await hearSignal(page);
  await expect(whereabouts(page)).toHaveText("已提交，等待审核");
  const [record, ...others] = await recordsSaying(direct, token, content);
  expect(others).toEqual([]);
  expect(record.version).toBe(1);
  expect(traffic.receipts.size).toBe(1);
  await expect(page.locator("#saved .number")).toHaveText(record.number);
});

const LIES = [
  ["captive portal, 200 with its own page", { portal_times: 1_000 }, "网络被别的页面拦住了"],
  ["200 with an error inside", { error_inside_times: 1_000 }, "网络被别的页面拦住了"],
  ["200 without results", { no_results_times: 1_000 }, "网络被别的页面拦住了"],
  ["error text: a busy server is told without numbers", { unavailable_times: 1_000 }, "服务器正忙"],
] as const;
for (const [name, faults, said] of LIES) {
  test(`${name}: nothing is marked sent`, async ({ page, faulty, direct }) => {
    const content = `不算送达：到茶园查看茶树修剪和病虫害，讲解冬季管护的做法（${name}）。`;
    const token = await bearer(direct, ZHAO);
    await enter(page, ZHAO, "/visits/new");
    await faulty.set({ methods: ["POST", "PUT"], ...faults });
    await writeVisit(page, content);
    await submit(page);
    await expect(page.locator("#saved")).toContainText(said);
    await expect(page.locator("#saved")).toContainText("记录在手机里");
    await expect(page.locator("#saved")).not.toContainText(/[45]\d\d/);
    await expect(whereabouts(page)).toHaveText("已存手机，有信号时自动发送");
    expect(await outbox(page)).toHaveLength(1);
    expect(await recordsSaying(direct, token, content)).toEqual([]);

    await open(page, "/outbox");
    await expect(page.getByText(said).first()).toBeVisible();
    await faulty.restore();
    await hearSignal(page);
    await expect(page.getByRole("heading", { name: "最近送达" })).toBeVisible();
    expect(await outbox(page)).toEqual([]);
    expect(await recordsSaying(direct, token, content)).toHaveLength(1);
  });
}

test("413 on a batch: it shrinks until it passes, and one too large alone waits for the person", async ({ page, context, faulty, direct }) => {
  const token = await bearer(direct, ZHAO);
  const visit = await visitOf(direct, token);
  await enter(page, ZHAO, "/outbox");
  await pulled(page);
  await faulty.lose();
  await queueVisits(page, visit, 24, 0);
  const large = { ...visit, record: { ...visit.record, content: "长".repeat(900) } };
  await queueVisits(page, large, 1, 0);
  const sizes: number[] = [];
  context.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/sync")) {
      sizes.push(request.postDataJSON().changes.length);
    }
  });
  await faulty.set({ methods: ["POST"], too_large_above: 3_000 });
  await open(page, "/outbox");
  await expect.poll(async () => (await outbox(page)).length, { timeout: 30_000 }).toBe(1);
  await expect(page.getByRole("heading", { name: "需处理 1" })).toBeVisible();
  await expect(page.getByText("这条记录太大")).toBeVisible();
  await expect(page.getByRole("button", { name: "立即发送" }), "nothing can be sent").toBeHidden();
  expect(Math.max(...sizes)).toBeGreaterThan(12);
  expect(Math.min(...sizes)).toBe(1);
  expect((await faulty.counts()).faults.too_large).toBeGreaterThan(2);
});

test("edit while the upload is in flight: the late reply does not mark the newer text sent", async ({ page, faulty, direct }) => {
  const older = "先写的：到油茶基地查看挂果和长势，讲解密度控制的做法。";
  const newer = "后改的：到油茶基地查看挂果和长势，讲解密度控制和垦复的做法。";
  const token = await bearer(direct, ZHAO);
  await enter(page, ZHAO, "/visits/new");
  await faulty.set({ methods: ["POST"], path_prefixes: ["/api/v1/sync"], delay_ms: 4_000 });
  await writeVisit(page, older);
  await submit(page);
  await expect(whereabouts(page)).toHaveText("正在发送…");
  await openForChange(page);
  const content = page.getByLabel(/^情况记录/);
  await expect(content).toHaveValue(older);
  await content.fill(newer);
  await submit(page);
  await expect(whereabouts(page)).toBeVisible();
  const [entry] = await outbox(page);
  expect(entry.flight?.record.content, "the older text is still under way").toBe(older);
  expect(entry.outgoing?.record.content).toBe(newer);
  await expect(whereabouts(page)).toHaveText("已提交，等待审核", { timeout: 30_000 });
  expect(await outbox(page)).toEqual([]);
  const [record] = await recordsSaying(direct, token, newer);
  expect(record.version).toBe(2);
  expect(await recordsSaying(direct, token, older)).toEqual([]);
});

test("edit while the upload is in flight: a text begun before the reply and sent after it is no conflict", async ({ page, faulty, direct }) => {
  const older = "送达前：到蔬菜大棚查看长势，讲解水肥一体化的做法和注意事项。";
  const newer = "送达后：到蔬菜大棚查看长势，讲解水肥一体化和轮作的做法。";
  const token = await bearer(direct, ZHAO);
  await enter(page, ZHAO, "/visits/new");
  await pulled(page);
  await faulty.lose();
  await writeVisit(page, older);
  await submit(page);
  await expect(page.locator("#saved")).toContainText("没有网络");
  const [{ record_id: id }] = await outbox(page);
  await openForChange(page);
  await expect(page.getByLabel(/^情况记录/)).toHaveValue(older);
  await faulty.restore();
  await hearSignal(page);
  await expect.poll(async () => (await outbox(page)).length).toBe(0);
  await page.getByLabel(/^情况记录/).fill(newer);
  await submit(page);
  await expect(whereabouts(page)).toHaveText("已提交，等待审核", { timeout: 30_000 });
  const [record] = await recordsSaying(direct, token, newer);
  expect(record).toMatchObject({ id, version: 2 });
});

test("auto-send starts by itself when the network is back, and says before when and why", async ({ page, context, faulty, direct }) => {
  const content = "自动发送：到蔬菜大棚查看长势，讲解水肥一体化的做法和注意事项。";
  const token = await bearer(direct, ZHAO);
  await enter(page, ZHAO, "/visits/new");
  await provisioned(page);
  await faulty.lose();
  await context.setOffline(true);
  await writeVisit(page, content);
  await submit(page);
  await expect(page.locator("#saved")).toContainText("没有网络");
  await page.getByRole("link", { name: /已存手机，有信号时自动发送/ }).click();
  await expect(page.getByRole("heading", { name: "待发送 1" })).toBeVisible();
  const state = page.locator("small").filter({ has: page.getByRole("status"), hasText: "上次发送" });
  await expect(state).toContainText(/上次发送：今天 \d\d:\d\d，没有网络，.+后?自动再发。/);
  // The wait counts down while nothing else changes.
  const wait = await state.textContent();
  await expect(state).not.toHaveText(wait!);
  await expect(page.getByRole("listitem").filter({ hasText: "已存手机" })).toContainText(/上次发送 今天 \d\d:\d\d，\d+ 次没成/);
  // A wait of ten minutes: nothing but the event may start it.
  const [entry] = await outbox(page);
  entry.tries.next_at = new Date(Date.now() + 600_000).toISOString();
  await putEntries(page, [entry]);
  await faulty.restore();
  await context.setOffline(false);
  await expect(page.getByRole("heading", { name: "最近送达" })).toBeVisible();
  expect(await outbox(page)).toEqual([]);
  expect(await recordsSaying(direct, token, content)).toHaveLength(1);
});

test("auto-send does not wait once the page is looked at again: what found no network goes", async ({ page, faulty, direct }) => {
  const content = "再看一眼：到蔬菜大棚查看长势，讲解水肥一体化的做法和注意事项。";
  const token = await bearer(direct, ZHAO);
  await enter(page, ZHAO, "/visits/new");
  await pulled(page);
  await faulty.lose();
  await writeVisit(page, content);
  await submit(page);
  await expect(page.locator("#saved")).toContainText("没有网络");
  const [entry] = await outbox(page);
  entry.tries.next_at = new Date(Date.now() + 600_000).toISOString();
  await putEntries(page, [entry]);
  await faulty.restore();
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(whereabouts(page)).toHaveText("已提交，等待审核");
  expect(await recordsSaying(direct, token, content)).toHaveLength(1);
});

test("auto-send starts by itself when a wait is over", async ({ page, faulty, direct }) => {
  const content = "等待之后：到养蜂户查看蜂群越冬情况，讲解饲喂和保温的做法。";
  const token = await bearer(direct, ZHAO);
  await enter(page, ZHAO, "/visits/new");
  await faulty.set({ methods: ["POST"], unavailable_times: 1 });
  await writeVisit(page, content);
  await submit(page);
  await expect(page.locator("#saved")).toContainText("服务器正忙");
  await expect(whereabouts(page)).toHaveText("已提交，等待审核", { timeout: 25_000 });
  expect(await recordsSaying(direct, token, content)).toHaveLength(1);
});

test("sign-in expired: the queue waits, says so, and goes on after the next sign-in", async ({ page, context, direct }) => {
  const content = "登录过期：到水产养殖户查看鱼塘水质，讲解增氧和投喂的做法。";
  const token = await bearer(direct, ZHAO);
  await enter(page, ZHAO, "/visits/new");
  await writeVisit(page, content);
  await context.clearCookies();
  await submit(page);
  await expect(page.locator("#saved")).toContainText("登录已过期。记录在手机里，重新登录后自动发送。");
  await expect(whereabouts(page)).toHaveText("已存手机，重新登录后自动发送");
  await expect(page.locator("#saved").getByRole("link", { name: "去登录" })).toHaveAttribute("href", /^\/sign-in/);
  await expect(page.locator(".outbox-bar")).toContainText("1 条已存手机，重新登录后自动发送");
  await expect(page.locator(".outbox-bar")).toContainText("登录已过期");
  expect(await recordsSaying(direct, token, content)).toEqual([]);
  await signIn(page, ZHAO);
  await expect.poll(async () => (await recordsSaying(direct, token, content)).length).toBe(1);
  await expect.poll(async () => (await outbox(page)).length).toBe(0);
});

test("parallel tabs send each change once", async ({ page, context, faulty, direct }) => {
  const token = await bearer(direct, ZHAO);
  const visit = await visitOf(direct, token);
  await enter(page, ZHAO);
  const tabs = [page, await context.newPage(), await context.newPage()];
  for (const tab of tabs) await open(tab, "/outbox");
  await faulty.lose();
  await queueVisits(page, visit, 40, 4);
  for (const tab of tabs) await tab.evaluate(() => window.dispatchEvent(new Event("pageshow")));
  for (const tab of tabs) await expect(tab.getByRole("heading", { name: "待发送 40" })).toBeVisible();
  const sent: string[] = [];
  context.on("request", (request) => {
    if (request.method() === "PUT") sent.push(request.url());
    if (request.method() === "POST" && request.url().endsWith("/sync")) {
      for (const change of request.postDataJSON().changes) sent.push(change.change_id);
    }
  });
  await faulty.set({ methods: ["POST", "PUT"], delay_ms: 150 });
  await Promise.all(tabs.map(hearSignal));
  for (const tab of tabs) await expect(tab.getByRole("heading", { name: "待发送" })).toHaveCount(0, { timeout: 30_000 });
  expect(await outbox(page)).toEqual([]);
  const photos = sent.filter((what) => what.startsWith("http"));
  expect(new Set(photos).size).toBe(photos.length);
  // Those with a photo go once more, to hear that nothing is missing.
  const changes = sent.filter((what) => !what.startsWith("http"));
  expect(changes).toHaveLength(40 + 4);
  expect(new Set(changes).size).toBe(40);
});
