// 需处理: what the server or the phone refuses waits for the person, blocks nobody, and always has a
// way on.

import { type Page } from "@playwright/test";
import { expect, test } from "../faults";
import { open } from "../fixtures";
import { answering, ask, bearer, commissionerOf, COUNTY_STAFF, DAYU, decide, enter, recordsSaying, submit, ZHAO } from "../people";
import { hearSignal, held, outbox, provisioned, pulled, putEntries, queueVisits, sentElsewhere, visitOf } from "../phone";

test.skip(({ isMobile }) => !isMobile, "a phone's work");

test("one bad record does not block the queue: it is seen, given up with a reason, taken up again, mended", async ({ page, faulty, direct }) => {
  const token = await bearer(direct, ZHAO);
  const visit = await visitOf(direct, token);
  const bad = { ...visit, record: { ...visit.record, content: "太短" } };
  await enter(page, ZHAO, "/outbox");
  await pulled(page);
  await faulty.lose();
  await queueVisits(page, bad, 1, 0);
  await queueVisits(page, visit, 5, 0);
  const [first] = (await outbox(page)).filter((entry) => String(entry.outgoing?.record.content).startsWith("太短"));
  await faulty.restore();
  await open(page, "/outbox");
  await expect(page.getByRole("heading", { name: "需处理 1" })).toBeVisible({ timeout: 20_000 });
  await expect.poll(async () => (await outbox(page)).length).toBe(1);
  await expect(page.locator(".outbox-bar")).toContainText("1 条需处理");

  await open(page, `/outbox/${first.record_id}`);
  await expect(page.getByText("没有被接受：")).toBeVisible();
  await expect(page.getByRole("link", { name: "存成文件" })).toHaveAttribute("href", /rescue\.html/);
  await page.getByRole("button", { name: "放弃这条…" }).click();
  await page.getByRole("button", { name: "放弃", exact: true }).click();
  await expect(page.getByText("请写明放弃的原因。")).toBeVisible();
  await page.getByLabel(/^放弃的原因/).fill("重复填写");
  await page.getByRole("button", { name: "放弃", exact: true }).click();
  await expect(page.getByRole("heading", { name: /^已放弃/ })).toBeVisible();
  await expect(page.locator(".outbox-bar")).toHaveCount(0);

  await page.getByRole("listitem").filter({ hasText: "已放弃" }).getByRole("link").click();
  await expect(page.getByText("放弃：重复填写")).toBeVisible();
  await page.getByRole("button", { name: "恢复并发送" }).click();
  await expect(page.getByText("没有被接受：")).toBeVisible({ timeout: 20_000 });
  await page.getByRole("link", { name: "修改" }).click();
  const content = page.getByLabel(/^情况记录/);
  await expect(content).toHaveAttribute("aria-invalid", "true");
  const mended = "改好的：到果园查看脐橙树势和病虫害，讲解清园和春肥用量。";
  await content.fill(mended);
  await submit(page);
  await expect(page.getByRole("heading", { name: "已提交，等待审核" })).toBeVisible({ timeout: 20_000 });
  expect(await outbox(page)).toEqual([]);
  expect((await recordsSaying(direct, token, mended))[0].id).toBe(first.record_id);
});

test("a photo the phone cannot read keeps the record queued and is named", async ({ page, faulty, direct }) => {
  const token = await bearer(direct, ZHAO);
  const visit = await visitOf(direct, token);
  await enter(page, ZHAO, "/outbox");
  await pulled(page);
  await faulty.lose();
  await queueVisits(page, visit, 1, 1);
  const [entry] = await outbox(page);
  // The second photo has been lost on this phone.
  entry.outgoing!.record.photos.push({ sha256: "ab".repeat(32) });
  await putEntries(page, [entry]);
  await faulty.restore();
  await open(page, "/outbox");
  await expect(page.getByRole("heading", { name: "需处理 1" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("文字已送达，但手机读不出第 2 张照片。")).toBeVisible();
  const id = entry.record_id;
  expect((await ask(direct, token, `/api/v1/records/${id}`)).status).toBe("submitted");

  await open(page, `/records/${id}/edit`);
  await page.getByRole("button", { name: "去掉第 2 张照片" }).click();
  await submit(page);
  await expect(page.getByRole("heading", { name: "已提交，等待审核" })).toBeVisible({ timeout: 20_000 });
  expect(await outbox(page)).toEqual([]);
  const record = await ask(direct, token, `/api/v1/records/${id}`);
  expect(record.photos).toHaveLength(1);
});

test("a photo in trouble does not hold back its record's others", async ({ page, faulty, direct }) => {
  const token = await bearer(direct, ZHAO);
  const visit = await visitOf(direct, token);
  await enter(page, ZHAO, "/outbox");
  await pulled(page);
  await faulty.lose();
  await queueVisits(page, visit, 1, 1);
  const [entry] = await outbox(page);
  const whole = entry.outgoing!.record.photos[0];
  // The first photo has been lost on this phone.
  entry.outgoing!.record.photos.unshift({ sha256: "cd".repeat(32) });
  await putEntries(page, [entry]);
  await faulty.restore();
  await open(page, "/outbox");
  await expect(page.getByText("文字已送达，但手机读不出第 1 张照片。")).toBeVisible({ timeout: 20_000 });
  const taken = async () => (await outbox(page))[0].taken;
  await expect.poll(taken, { timeout: 20_000 }).toMatchObject({ sent_photos: [whole.sha256] });
});

test("same id, other content: what was returned meanwhile is compared side by side and sent again", async ({ page, faulty, direct }) => {
  const [theirs, mine] = ["原来的：到油茶基地查看挂果和长势，讲解密度控制。", "手机上改的：到油茶基地查看长势，讲解密度控制和垦复。"];
  const login = await commissionerOf(direct, DAYU);
  const token = await bearer(direct, login);
  const record = await sentElsewhere(direct, token, theirs);
  await enter(page, login, `/records/${record.id}/edit`);
  await pulled(page);
  await faulty.lose();
  await page.getByLabel(/^情况记录/).fill(mine);
  await submit(page);
  await expect(page.getByRole("heading", { name: /已存手机/ })).toBeVisible();
  await decide(direct, COUNTY_STAFF, record, "return", "请写明密度控制的具体做法");

  await faulty.restore();
  await hearSignal(page);
  await expect(page.getByRole("heading", { name: "已存手机，有一处需要您处理" })).toBeVisible({ timeout: 30_000 });
  await page.getByRole("link", { name: "去处理" }).click();
  await expect(page.getByText("这条记录在别处改动过")).toBeVisible();
  await page.getByRole("link", { name: "对照两边的内容" }).click();
  await expect(page.getByText("审核意见：请写明密度控制的具体做法")).toBeVisible();
  const content = page.getByRole("group", { name: /^情况记录/ });
  await expect(content.getByRole("radio", { name: /我的（手机）/ })).toBeChecked();
  await expect(content).toContainText(mine);
  await expect(content).toContainText(theirs);
  await page.getByRole("button", { name: "按所选提交" }).click();
  await expect.poll(async () => (await outbox(page)).length).toBe(0);
  const after = await ask(direct, token, `/api/v1/records/${record.id}`);
  expect(after).toMatchObject({ status: "submitted", content: mine, version: record.version + 2 });
});

test("same id, other content: what was approved meanwhile is no dead end", async ({ page, faulty, direct }) => {
  const [theirs, mine] = ["审定的：到茶园查看修剪和病虫害，讲解冬季管护。", "没赶上的：到茶园查看修剪和病虫害，讲解冬季管护和施肥。"];
  const login = await commissionerOf(direct, DAYU);
  const token = await bearer(direct, login);
  const record = await sentElsewhere(direct, token, theirs);
  await enter(page, login, `/records/${record.id}/edit`);
  await pulled(page);
  await faulty.lose();
  await page.getByLabel(/^情况记录/).fill(mine);
  await submit(page);
  await expect(page.getByRole("heading", { name: /已存手机/ })).toBeVisible();
  await decide(direct, COUNTY_STAFF, record, "approve");
  await faulty.restore();
  await open(page, "/outbox");
  await expect(page.getByRole("heading", { name: "需处理 1" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("button", { name: "立即发送" }), "nothing can be sent").toBeHidden();
  await open(page, `/outbox/${record.id}/merge`);
  await expect(page.getByText("不能再改")).toBeVisible();
  await expect(page.getByRole("button", { name: "按所选提交" })).toHaveCount(0);
  await page.getByRole("button", { name: /采用服务器的内容/ }).click();
  await expect(page.getByRole("heading", { name: /^已放弃/ })).toBeVisible();
  await expect(page.locator(".outbox-bar")).toHaveCount(0);
  const [kept] = await outbox(page);
  expect(kept.outgoing?.record.content, "mine stays for thirty days").toBe(mine);
  const after = await ask(direct, token, `/api/v1/records/${record.id}`);
  expect(after).toMatchObject({ status: "approved", content: theirs });
});

test("a returned record arrives as a to-do, on the open page and without a network", async ({ page, context, faulty, direct }) => {
  const login = await commissionerOf(direct, DAYU);
  const token = await bearer(direct, login);
  const record = await sentElsewhere(direct, token, "退回的：到稻田查看秧苗长势，讲解分蘖期的水肥管理。");
  await enter(page, login);
  await provisioned(page);
  await decide(direct, COUNTY_STAFF, record, "return", "请补充村名和户数", ["households_guided"]);
  const todo = (tab: Page) => tab.locator(".card.alert").filter({ hasText: "请补充村名和户数" });
  await open(page, "/");
  await expect(todo(page)).toBeVisible();
  const status = async () =>
    (await held(page, "records")).evaluate((all, id) => all.find((row) => row.id === id)?.view.status, record.id);
  await expect.poll(status).toBe("returned");
  await faulty.lose();
  await page.close();
  const tab = await context.newPage();
  await open(tab, "/");
  await expect(todo(tab)).toBeVisible();
  await todo(tab).getByRole("link", { name: "去修改" }).click();
  const asked = async () => {
    await expect(tab.getByText("审核意见：请补充村名和户数")).toBeVisible();
    await expect(tab.getByLabel(/^指导农户 /)).toHaveAttribute("aria-invalid", "true");
  };
  await asked();

  // Begun to mend and left, it says so still when it is opened again, without a network and with one.
  const mended = "补写的：到新田村稻田查看秧苗长势，讲解分蘖期的水肥管理。";
  const content = tab.getByLabel(/^情况记录/);
  await content.fill(mended);
  await expect(tab.locator(".draft-line")).toContainText("草稿已存手机");
  for (const again of [() => {}, () => faulty.restore()]) {
    await again();
    await open(tab, `/records/${record.id}/edit`);
    await expect(content).toHaveValue(mended);
    await asked();
  }

  // Mended and submitted, it is no to-do any more, though the server does not know it yet.
  await faulty.lose();
  await answering(tab);
  await submit(tab);
  await expect(tab.getByRole("heading", { name: /已存手机/ })).toBeVisible();
  await open(tab, "/");
  const card = tab.locator(".card").filter({ hasText: "请补充村名和户数" });
  await expect(card).toContainText("已改好，待发送");
  await expect(todo(tab)).toHaveCount(0);

  // Arrived, it is none either while the page still stands as it was read.
  const pills = await tab.evaluateHandle(() => {
    const shown = new Set<string>();
    const note = () =>
      document.querySelectorAll(".card").forEach((card) => {
        if (card.textContent!.includes("请补充村名和户数")) shown.add(card.querySelector(".pill")!.textContent!);
      });
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
    return shown;
  });
  await faulty.restore();
  await tab.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(card).toHaveCount(0, { timeout: 20_000 });
  const shown = await pills.evaluate((shown) => [...shown]);
  expect(shown).not.toContain("退回");
});
