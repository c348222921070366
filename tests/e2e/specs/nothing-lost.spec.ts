// A day without signal, and the evening after it: nothing lost, nothing twice.

import { type Page } from "@playwright/test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../faults";
import { type Ketepai, open } from "../fixtures";
import { bearer, enter, ownRecords, submit, writeVisit, ZHAO } from "../people";
import { killTab, outbox, provisioned, queueVisits, Traffic, visitOf } from "../phone";

const VISITS = 200;
const PHOTOS = 100;
const BY_HAND = 3;
const CONTENT = "到油茶基地查看挂果和长势，讲解密度控制、施肥和垦复的做法，约定入冬前再来看一次。";

test.skip(({ isMobile }) => !isMobile, "a phone's work");

/** The files of all attachments. */
function attachments(server: Ketepai): string[] {
  const all = readdirSync(join(server.folder, "attachments"), { recursive: true, encoding: "utf8" });
  return all.filter((name) => /[0-9a-f]{64}$/.test(name));
}

/** Presses 立即发送 whenever it can be pressed, as an impatient person does, until so few wait. */
async function sendUntil(page: Page, few: number): Promise<void> {
  const send = page.getByRole("button", { name: "立即发送" });
  await expect(async () => {
    if ((await outbox(page)).length > few) await send.click({ timeout: 2_000 }).catch(() => {});
    expect((await outbox(page)).length).toBeLessThanOrEqual(few);
  }).toPass({ intervals: [100], timeout: 300_000 });
}

test("server and tab killed, replies lost: 200 visits with 100 photos arrive exactly once", async ({ page, context, faulty, ketepai, direct }) => {
  test.setTimeout(480_000);
  const token = await bearer(direct, ZHAO);
  const visit = await visitOf(direct, token);
  const before = new Set((await ownRecords(direct, token)).map((record) => record.id));
  const filesBefore = attachments(ketepai).length;
  const traffic = new Traffic(context);
  let tab = page;

  await test.step("signed in, then no signal", async () => {
    await enter(tab, ZHAO);
    await provisioned(tab);
    await faulty.lose();
  });

  await test.step("some visits are typed, and the tab is killed", async () => {
    for (let number = 1; number <= BY_HAND; number++) {
      await open(tab, "/visits/new");
      await writeVisit(tab, `${CONTENT}（${number}）`);
      await submit(tab);
      await expect(tab.getByRole("heading", { name: /已存手机/ })).toBeVisible();
    }
    await killTab(tab);
    tab = await context.newPage();
    await open(tab, "/outbox");
    expect(await outbox(tab)).toHaveLength(BY_HAND);
  });

  await test.step("the rest of the day's visits are on the phone as well", async () => {
    await queueVisits(tab, visit, VISITS - BY_HAND, PHOTOS);
    await open(tab, "/outbox");
    await expect(tab.getByRole("heading", { name: `待发送 ${VISITS}` })).toBeVisible();
  });

  await test.step("a weak signal comes; server and tab die in the middle", async () => {
    await faulty.set({ drop_reply_one_in: 3, cut_every: 10 });
    await sendUntil(tab, VISITS - 20);
    await ketepai.stop("SIGKILL");
    await tab.getByRole("button", { name: "立即发送" }).click();
    await expect.poll(async () => (await faulty.counts()).faults.upstream_down ?? 0).toBeGreaterThan(0);
    await killTab(tab);
    await ketepai.start();
  });

  await test.step("a portal answers once, then the outbox empties", async () => {
    await faulty.set({ methods: ["POST", "PUT"], drop_reply_one_in: 3, cut_every: 10, portal_times: 1 });
    tab = await context.newPage();
    await open(tab, "/outbox");
    await sendUntil(tab, 0);
    await expect(tab.getByRole("heading", { name: /待发送|需处理/ })).toHaveCount(0);
  });

  const { faults } = await faulty.counts();
  for (const fault of ["dropped_reply", "cut", "portal"] as const) {
    expect(faults[fault], fault).toBeGreaterThan(0);
  }

  await test.step("the server holds exactly what was recorded", async () => {
    const arrived = (await ownRecords(direct, token)).filter((record) => !before.has(record.id));
    expect(arrived).toHaveLength(VISITS);
    expect(arrived.filter((record) => record.version !== 1 || record.status !== "submitted")).toEqual([]);
    const photos = new Set(arrived.flatMap((record) => record.photos.map((photo: any) => photo.sha256)));
    expect(photos.size).toBe(PHOTOS);
    expect(attachments(ketepai)).toHaveLength(filesBefore + PHOTOS);
    const headers = { authorization: `Bearer ${token}` };
    for (const photo of photos) {
      const answer = await direct.get(`/api/v1/attachments/${photo}`, { headers });
      expect(answer.status(), `photo ${photo}`).toBe(200);
    }
  });

  await test.step("every receipt verifies", async () => {
    expect(traffic.changes.size).toBe(VISITS);
    const answer = await direct.post("/api/v1/sync", {
      headers: { authorization: `Bearer ${token}` },
      data: { device_id: "verification", changes: [...traffic.changes.values()] },
    });
    const { results } = await answer.json();
    expect(results).toHaveLength(VISITS);
    for (const result of results) {
      expect(result).toMatchObject({ outcome: "duplicate", version: 1, missing_photos: [] });
      expect(result.receipt).toBe(traffic.receipts.get(result.change_id));
    }
  });
});
