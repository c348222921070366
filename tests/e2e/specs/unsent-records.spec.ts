// What happens to the account, or to the application, while records wait on the phone: they wait on,
// and go.

import { type APIRequestContext, type Page } from "@playwright/test";
import { type BadNetwork, expect, test } from "../faults";
import { open, PASSWORD } from "../fixtures";
import { ask, bearer, commissionerOf, COUNTY_STAFF, DAYU, decide, enter, recordsSaying, signIn, submit, writeVisit, ZHAO } from "../people";
import { hearSignal, held, outbox, pulled, putEntries, queueVisits, sentElsewhere, visitOf } from "../phone";

test.skip(({ isMobile }) => !isMobile, "a phone's work");

/** Leaves one visit with this text unsent on the phone. */
async function leaveUnsent(page: Page, faulty: BadNetwork, content: string): Promise<void> {
  await enter(page, ZHAO, "/visits/new");
  await pulled(page);
  await faulty.set({ path_prefixes: ["/api/v1/sync"], methods: ["POST"], cut_every: 1 });
  await writeVisit(page, content);
  await submit(page);
  await expect(page.getByRole("heading", { name: /已存手机/ })).toBeVisible();
}

async function arrives(direct: APIRequestContext, content: string): Promise<void> {
  const token = await bearer(direct, ZHAO);
  await expect.poll(async () => (await recordsSaying(direct, token, content)).length, { timeout: 30_000 }).toBe(1);
}

test("role change with unsent records: an account that is shut keeps its queue, and it goes once it is open again", async ({ page, faulty, direct, ketepai, playwright }) => {
  const content = "账号停用期间：到果园查看脐橙树势，约定下周再来复查黄龙病。";
  await leaveUnsent(page, faulty, content);
  const mine = (await (await page.request.get("/api/v1/session")).json()).user.id;
  const extraHTTPHeaders = { origin: ketepai.url };
  const administrator = await playwright.request.newContext({ baseURL: ketepai.url, extraHTTPHeaders });
  const data = { login: "admin", password: PASSWORD };
  expect((await administrator.post("/api/v1/session", { data })).status()).toBe(200);
  const does = async (what: string, form: Record<string, string> = {}) => {
    const answer = await administrator.post(`/desk/accounts/${mine}/${what}`, { form, maxRedirects: 0 });
    return answer.headers()["location"];
  };
  // A commissioner's account follows the register: nobody makes a coordinator of it.
  expect(await does("post", { role: "township_coordinator", area: "360722104000" })).toContain("error=");
  expect(await does("disable")).toContain("done=disabled");
  await faulty.restore();
  await open(page, "/sign-in");
  await expect.poll(async () => (await outbox(page)).length, { message: "it is on the phone" }).toBe(1);
  expect(await does("enable")).toContain("done=enabled");
  await signIn(page, ZHAO);
  await arrives(direct, content);
  await expect.poll(async () => (await outbox(page)).length).toBe(0);
  await administrator.dispose();
});

test("schema upgrade with unsent records: what another build wrote is read, completed and sent", async ({ page, faulty, direct }) => {
  const content = "换过版本：到油茶基地查看挂果和长势，讲解垦复的做法。";
  await leaveUnsent(page, faulty, content);
  const [entry] = await outbox(page);
  // An older build knew nothing of these, a newer one of more.
  const { label, place_name, tries, ...older } = entry as any;
  expect([label, place_name, tries]).not.toContain(undefined);
  await putEntries(page, [{ ...older, of_a_newer_build: { any: "thing" } }]);
  await page.goto("about:blank");
  const blank = await page.context().newPage();
  await blank.route("**/blank", (route) => route.fulfill({ contentType: "text/html", body: "" }));
  await blank.goto(new URL("/blank", faulty.url).href);
  await blank.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("ketepai", 2);
        opening.onupgradeneeded = () => opening.result.createObjectStore("of_a_newer_build");
        opening.onsuccess = () => resolve(opening.result.close());
        opening.onerror = () => reject(opening.error);
      }),
  );
  await blank.close();
  await open(page, "/outbox");
  await expect(page.getByText(/已存手机|等待/).first()).toBeVisible();
  await faulty.restore();
  await page.reload();
  await arrives(direct, content);
  await expect.poll(async () => (await outbox(page)).length).toBe(0);
});

test("a record that is still on the phone stands in the person's own list until it has arrived", async ({ page, faulty }) => {
  const content = "还在手机里：到蔬菜大棚查看病虫害，讲解通风降湿的做法。";
  await leaveUnsent(page, faulty, content);
  const waiting = page.getByRole("region", { name: "还在手机里" });
  await open(page, "/records");
  await expect(waiting.getByRole("listitem")).toHaveCount(1);
  await expect(waiting).toContainText("已存手机");
  await open(page, "/records?kind=training");
  await expect(page.getByText("没有符合条件的记录。").or(page.locator("main .lines").first())).toBeVisible();
  await expect(waiting).toHaveCount(0);
  await open(page, "/records");
  const [entry] = await outbox(page);
  await faulty.restore();
  await expect(waiting).toHaveCount(0, { timeout: 60_000 });
  await expect(page.locator(`a[href="/records/${entry.record_id}"]`), "without opening the page again").toBeVisible();
});

test("a change begun on top of what waits is told apart from what is sent", async ({ page, faulty, direct }) => {
  const [older, newer] = ["发送的是这一份：到果园查看脐橙树势，约定下周再来。", "还没提交的这一份：到果园查看脐橙树势，约定下月再来。"];
  await leaveUnsent(page, faulty, older);
  const [entry] = (await outbox(page)) as any[];
  await open(page, `/outbox/${entry.record_id}`);
  await page.getByRole("link", { name: "修改" }).click();
  const content = page.getByLabel(/^情况记录/);
  await content.fill(newer);
  await expect(page.locator(".draft-line")).toContainText("草稿已存手机");
  await open(page, `/outbox/${entry.record_id}`);
  await expect(page.getByText("有没提交的修改，发送的是原来的内容。")).toBeVisible();
  await expect(page.locator("dl.facts")).toContainText(older);
  await expect(page.locator("dl.facts")).not.toContainText(newer);
  await page.getByRole("link", { name: "继续修改" }).click();
  await expect(content).toHaveValue(newer);

  await faulty.restore();
  await open(page, "/outbox");
  await arrives(direct, older);
  const arrived = page.getByRole("listitem").filter({ hasText: "已送达" });
  await expect(arrived).toContainText(entry.place_name);
  await expect(arrived).toContainText("提交 · 今天");
});

test("a reason that is being written stays while the record is tried again", async ({ page, faulty }) => {
  await leaveUnsent(page, faulty, "写原因的时候：到果园查看脐橙树势，约定下周再来。");
  const [entry] = await outbox(page);
  await open(page, `/outbox/${entry.record_id}`);
  await page.getByRole("button", { name: "放弃这条…" }).click();
  const reason = page.getByLabel(/^放弃的原因/);
  await reason.pressSequentially("重复");
  const shown = async () => {
    const text = await page.locator("main small.figure").first().textContent();
    return Number(/(\d+) 次没成/.exec(text!)?.[1] ?? 0);
  };
  const before = await shown();
  await hearSignal(page);
  await expect.poll(shown).toBeGreaterThan(before);
  await expect(reason).toBeFocused();
  await reason.pressSequentially("填写");
  await expect(reason).toHaveValue("重复填写");
  await page.getByRole("button", { name: "放弃", exact: true }).click();
  await expect(page.getByRole("heading", { name: /^已放弃/ })).toBeVisible();
});

const theirs = "服务器上的：到油茶基地查看挂果和长势，讲解密度控制和垦复。";
const mine = "放弃的：到油茶基地查看挂果和垦复，讲解密度控制和修剪。";
const next = "接着改的：到油茶基地查看挂果、长势和垦复的做法，约定下月再来。";

/** Leaves on the phone a text that was given up for the server's newer one, and the next begun on that. */
async function writeAnew(page: Page, faulty: BadNetwork, direct: APIRequestContext): Promise<{ token: string; record: any }> {
  const login = await commissionerOf(direct, DAYU);
  const token = await bearer(direct, login);
  const record = await sentElsewhere(direct, token, theirs);
  await enter(page, login, `/records/${record.id}/edit`);
  await pulled(page);
  await faulty.lose();
  const content = page.getByLabel(/^情况记录/);
  await content.fill(mine);
  await submit(page);
  await expect(page.getByRole("heading", { name: /已存手机/ })).toBeVisible();
  await decide(direct, COUNTY_STAFF, record, "return", "请写明垦复的做法");
  await faulty.restore();
  await hearSignal(page);
  await expect(page.getByRole("heading", { name: "已存手机，有一处需要您处理" })).toBeVisible({ timeout: 30_000 });
  await open(page, `/outbox/${record.id}/merge`);
  await page.getByRole("button", { name: /采用服务器的内容/ }).click();
  await expect(page.getByRole("heading", { name: /^已放弃/ })).toBeVisible();

  await open(page, `/records/${record.id}/edit`);
  await expect(content).toHaveValue(theirs);
  await content.fill(next);
  await expect(page.locator(".draft-line")).toContainText("草稿已存手机");
  const [kept] = await outbox(page);
  expect(kept.outgoing?.record.content, "mine is there until the next is sent off").toBe(mine);
  return { token, record };
}

test("what was given up and taken up again does not pass over the server's newer text", async ({ page, faulty, direct }) => {
  const { token, record } = await writeAnew(page, faulty, direct);
  await open(page, `/outbox/${record.id}`);
  await page.getByRole("button", { name: "删除草稿" }).click();
  await page.getByRole("dialog", { name: "删除草稿" }).getByRole("button", { name: "删除草稿" }).click();
  await expect.poll(async () => (await outbox(page))[0]?.draft).toBeUndefined();
  await open(page, `/outbox/${record.id}`);
  await page.getByRole("button", { name: "恢复并发送" }).click();
  await expect(page.getByText("这条记录在别处改动过")).toBeVisible({ timeout: 20_000 });
  const after = await ask(direct, token, `/api/v1/records/${record.id}`);
  expect(after).toMatchObject({ status: "returned", content: theirs });
});

test("what was given up for the server's text can be followed by a change of that text", async ({ page, faulty, direct }) => {
  const { token, record } = await writeAnew(page, faulty, direct);
  const content = page.getByLabel(/^情况记录/);
  await open(page, `/records/${record.id}/edit`);
  await expect(content).toHaveValue(next);
  await submit(page);
  await expect(page.getByRole("heading", { name: "已提交，等待审核" })).toBeVisible({ timeout: 20_000 });
  expect(await outbox(page)).toEqual([]);
  const after = await ask(direct, token, `/api/v1/records/${record.id}`);
  expect(after).toMatchObject({ status: "submitted", content: next });
});

test("a withdrawal that waits for a network says so", async ({ page, faulty, direct }) => {
  const token = await bearer(direct, ZHAO);
  const record = await sentElsewhere(direct, token, "要撤回的：到茶园查看茶树修剪和病虫害，讲解冬季管护。");
  await enter(page, ZHAO, `/records/${record.id}`);
  await pulled(page);
  await faulty.lose();
  const withdraw = page.getByRole("main").getByRole("button", { name: "撤回" });
  await withdraw.click();
  await page.getByRole("dialog", { name: "撤回" }).getByRole("button", { name: "撤回" }).click();
  await expect(page.getByText("撤回已存手机，还没有送达。送达以前，审核人仍看得到这条记录。")).toBeVisible();
  await expect(withdraw).toHaveCount(0);
  await faulty.restore();
  await hearSignal(page);
  await expect.poll(async () => (await ask(direct, token, `/api/v1/records/${record.id}`)).status).toBe("draft");
});

test("a hasty second tap on 提交 does not leave the page that says where the record is", async ({ page }) => {
  await enter(page, ZHAO, "/visits/new");
  await writeVisit(page, "连点两下：到蔬菜大棚查看病虫害，讲解通风降湿的做法。");
  const button = (await page.getByRole("button", { name: "提交" }).boundingBox())!;
  const tap = () => page.mouse.click(button.x + button.width / 2, button.y + button.height / 2);
  await tap();
  await page.locator("#saved").waitFor();
  await tap();
  // A tap on the tabs would have led away by now.
  await expect(page.getByRole("navigation", { name: "主导航" })).toBeVisible();
  await expect(page.locator("#saved")).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/visits/new");
});

test("what arrives while the phone pulls is pulled after it", async ({ page, direct }) => {
  const visit = await visitOf(direct, await bearer(direct, ZHAO));
  await enter(page, ZHAO, "/outbox");
  await pulled(page);
  await page.evaluate(() => {
    const [usual, test] = [window.fetch, window as any];
    test.pulls = 0;
    window.fetch = async (...asked: Parameters<typeof fetch>) => {
      const answer = await usual(...asked);
      const isPull = (asked[0] as Request).url.includes("/api/v1/sync?");
      // The first answer takes its time.
      if (isPull && (test.pulls += 1) === 1) await new Promise((arrive) => (test.arrive = arrive));
      return answer;
    };
  });
  const sends = async () => {
    await queueVisits(page, visit, 1, 0);
    const [entry] = await outbox(page);
    await page.evaluate(() => window.dispatchEvent(new Event("pageshow")));
    return entry.record_id;
  };
  await sends();
  await expect.poll(() => page.evaluate(() => (window as any).pulls)).toBe(1);
  const second = await sends();
  await expect.poll(() => outbox(page)).toEqual([]);
  await expect(page.getByRole("listitem").filter({ hasText: "已送达" })).toHaveCount(2);
  await page.evaluate(() => (window as any).arrive());
  const isHeld = async () => (await held(page, "records")).evaluate((all, id) => all.some((one) => one.id === id), second);
  await expect.poll(isHeld).toBe(true);
});
