// One phone, several people: what one of them left unsent can neither be read nor sent by another,
// and is there again for its owner.

import { type Page } from "@playwright/test";
import { type BadNetwork, expect, test } from "../faults";
import { awake, open } from "../fixtures";
import { admit, ask, bearer, commissionerOf, DAYU, enter, ownRecords, recordsSaying, signIn, signOut, submit, writeVisit, ZHAO } from "../people";
import { diskText, hearSignal, held, outbox, provisioned, pulled, putEntries, queueVisits, visitOf } from "../phone";

test.skip(({ isMobile }) => !isMobile, "a phone's work");

/** Leaves one visit with this text unsent on the phone. */
async function leaveUnsent(page: Page, faulty: BadNetwork, content: string): Promise<void> {
  await pulled(page);
  await expect.poll(async () => (await held(page, "keys")).evaluate((all) => all.length)).toBe(1);
  // What is sent is cut; pages come and go.
  await faulty.set({ path_prefixes: ["/api/v1/sync"], methods: ["POST"], cut_every: 1 });
  await writeVisit(page, content);
  await submit(page);
  await expect(page.getByRole("heading", { name: /已存手机/ })).toBeVisible();
}

test("sign-out with unsent records warns, locks them, and gives them back to their owner alone", async ({ page, faulty, direct }) => {
  const content = "共用手机：到果园查看脐橙树势，约定下周再来复查黄龙病。";
  const [zhao, other] = [await bearer(direct, ZHAO), await commissionerOf(direct, DAYU)];
  await enter(page, ZHAO, "/visits/new");
  await leaveUnsent(page, faulty, content);
  expect(await diskText(page)).toContain(content);

  await page.getByRole("link", { name: "我", exact: true }).click();
  await page.getByRole("button", { name: "退出登录" }).click();
  const question = page.getByRole("dialog", { name: "还有没发送的记录" });
  await expect(question).toContainText("别人看不到也发不出");
  await question.getByRole("button", { name: "退出登录" }).click();
  await page.waitForURL(/sign-in/);
  expect(await diskText(page), "nothing of it can be read").not.toContain(content.slice(5, 15));
  await faulty.restore();

  await test.step("the next person sees nothing and sends nothing", async () => {
    const token = await bearer(direct, other);
    const before = (await ownRecords(direct, token)).length;
    await signIn(page, other);
    await open(page, "/outbox");
    await expect(page.getByText("没有待发的记录")).toBeVisible();
    await pulled(page);
    const text = await diskText(page);
    expect(text).not.toContain(content.slice(5, 15));
    expect((await ownRecords(direct, token)).length).toBe(before);
    expect(await recordsSaying(direct, zhao, content)).toEqual([]);
    await open(page, "/me");
    await page.getByRole("button", { name: "退出登录" }).click();
    await page.waitForURL(/sign-in/);
  });

  await test.step("its owner signs in again: it comes back and goes", async () => {
    await signIn(page, ZHAO);
    await expect.poll(async () => (await recordsSaying(direct, zhao, content)).length, { timeout: 20_000 }).toBe(1);
    await expect.poll(async () => (await outbox(page)).length).toBe(0);
    expect(await (await held(page, "sealed")).evaluate((all) => all.length)).toBe(0);
  });
});

test("sign-out without a network says so and changes nothing; an answer that is lost loses nothing else", async ({ page, faulty }) => {
  const content = "没有信号时退出：到果园查看脐橙树势，约定下周再来复查黄龙病。";
  await enter(page, ZHAO, "/visits/new");
  await leaveUnsent(page, faulty, content);
  await page.getByRole("link", { name: "我", exact: true }).click();
  const leave = page.getByRole("button", { name: "退出登录" });
  const consent = page.getByRole("dialog", { name: "还有没发送的记录" }).getByRole("button", { name: "退出登录" });
  const unchanged = async () => {
    await expect(page.getByText("没有退出：现在没有网络。")).toBeVisible();
    expect(new URL(page.url()).pathname).toBe("/me");
    expect(await diskText(page)).toContain(content);
  };
  await faulty.lose();
  await leave.click();
  await unchanged();
  await expect(consent).toBeHidden();

  await faulty.set({ path_prefixes: ["/api/v1/sync", "/api/v1/session"], methods: ["POST", "DELETE"], drop_reply_one_in: 1 });
  await leave.click();
  await consent.click();
  await unchanged();

  await faulty.set({ path_prefixes: ["/api/v1/sync"], methods: ["POST"], cut_every: 1 });
  await leave.click();
  await consent.click();
  await page.waitForURL(/sign-in/);
  expect(await diskText(page), "nothing of it can be read").not.toContain(content.slice(5, 15));
  expect((await page.request.get("/api/v1/session")).status()).toBe(401);
});

test("another account that takes the phone without a sign-out neither reads nor sends what is queued", async ({ page, context, faulty, direct }) => {
  const content = "没有退出：到油茶基地查看挂果和长势，讲解垦复的做法。";
  const [zhao, other] = [await bearer(direct, ZHAO), await commissionerOf(direct, DAYU)];
  await enter(page, ZHAO, "/visits/new");
  await leaveUnsent(page, faulty, content);
  await page.goto("about:blank");
  await context.clearCookies();
  await faulty.restore();
  await enter(page, other, "/outbox");
  await expect(page.getByText("没有待发的记录")).toBeVisible();
  await expect.poll(() => diskText(page)).not.toContain(content.slice(5, 15));
  expect(await recordsSaying(direct, zhao, content)).toEqual([]);

  await context.clearCookies();
  await enter(page, ZHAO);
  await expect.poll(async () => (await recordsSaying(direct, zhao, content)).length, { timeout: 20_000 }).toBe(1);
});

test("a sign-in whose page never came does not start the phone as the last person's", async ({ page, faulty, direct }) => {
  const [token, other] = [await bearer(direct, ZHAO), await commissionerOf(direct, DAYU)];
  const { name } = (await ask(direct, token, "/api/v1/session")).user;
  await enter(page, ZHAO, "/me");
  await provisioned(page);
  const startsWithoutNetwork = async () => {
    await faulty.lose();
    await page.goto("/me");
    await awake(page);
  };
  await startsWithoutNetwork();
  await expect(page.getByRole("main")).toContainText(name);
  // Their session is over, and somebody else's begins.
  await signOut(page);
  await faulty.restore();
  await admit(page, other);
  await startsWithoutNetwork();
  await expect(page.getByRole("navigation", { name: "主导航" })).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(page.getByRole("main")).not.toContainText(name);
});

test("what was locked away does not take the place of a newer text of the same record", async ({ page, faulty, direct }) => {
  const newer = "锁住以后又写的：到果园查看脐橙树势，约定下周再来复查黄龙病。";
  const token = await bearer(direct, ZHAO);
  const visit = await visitOf(direct, token);
  const count = async (store: string) => (await held(page, store)).evaluate((all) => all.length);
  const texts = async () => (await outbox(page)).map((entry) => (entry.outgoing ?? entry.flight)!.record.content);
  await enter(page, ZHAO, "/outbox");
  await pulled(page);
  await expect.poll(() => count("keys")).toBe(1);
  await faulty.set({ path_prefixes: ["/api/v1/sync"], methods: ["POST"], cut_every: 1 });
  await queueVisits(page, visit, 2, 0);
  // They come back in this order.
  const [entry] = (await outbox(page)).sort((one, two) => (one.record_id < two.record_id ? -1 : 1));
  const leave = async () => {
    await open(page, "/me");
    await page.getByRole("button", { name: "退出登录" }).click();
    await page.getByRole("dialog", { name: "还有没发送的记录" }).getByRole("button", { name: "退出登录" }).click();
    await page.waitForURL(/sign-in/);
  };
  await leave();
  expect(await count("sealed")).toBe(2);

  await faulty.set({ path_prefixes: ["/api/v1/sync", "/api/v1/device-key"], cut_every: 1 });
  await signIn(page, ZHAO);
  const { record, queued_at } = entry.outgoing!;
  await putEntries(page, [{ ...entry, outgoing: { op: "submit", record: { ...record, content: newer }, queued_at } }]);
  expect(await count("sealed"), "without its key it stays locked").toBe(2);
  await faulty.set({ path_prefixes: ["/api/v1/sync"], methods: ["POST"], cut_every: 1 });
  await open(page, "/outbox");
  await expect.poll(texts).toHaveLength(2);
  expect(await texts()).toContain(newer);
  await expect.poll(() => count("sealed"), "the older one stays locked").toBe(1);

  await leave();
  expect(await count("sealed"), "the older one lies beside the newer").toBe(3);
  await signIn(page, ZHAO);
  await expect.poll(texts).toHaveLength(2);
  expect(await texts()).toContain(newer);
  await expect.poll(() => count("sealed")).toBe(1);
  await faulty.restore();
  await hearSignal(page);
  await expect.poll(async () => (await recordsSaying(direct, token, newer)).length, { timeout: 20_000 }).toBe(1);
});
