// A page that the server rendered wakes piece by piece. Whatever comes in between finds it whole.

import { type Page } from "@playwright/test";
import { awake, expect, open, test } from "../fixtures";
import { answering, enter, submit, writeVisit, ZHAO } from "../people";
import { FIELD, outbox } from "../phone";

/** Holds the page's next pieces back, each so long, as a slow phone does. */
async function wakesSlowly(page: Page, milliseconds: number): Promise<void> {
  await page.addInitScript((wait) => {
    const soon = window.setTimeout.bind(window);
    const page = window as any;
    page.piecesHeld = 0;
    const later = (act: () => void, asked?: number, ...rest: unknown[]) => {
      // The program asks for its next piece after no time at all.
      if (asked === 0) page.piecesHeld += 1;
      return soon(act, asked === 0 ? wait : asked, ...rest);
    };
    window.setTimeout = later as typeof window.setTimeout;
  }, milliseconds);
}

/** Waits until the frame is awake, and so many pieces in it; the next is held. */
async function halfAwake(page: Page, pieces = 0): Promise<void> {
  await page.waitForFunction((held) => (window as any).piecesHeld > held, pieces);
}

test("what the phone holds does not change a page that is still waking", async ({ page }) => {
  test.setTimeout(120_000);
  await enter(page, ZHAO, "/visits/new");
  await writeVisit(page, "查看油茶挂果，讲解垦复");
  await expect.poll(async () => (await outbox(page)).length).toBe(1);
  const [draft] = await outbox(page);
  await wakesSlowly(page, 400);
  for (const path of [...FIELD, `/outbox/${draft.record_id}`]) {
    await test.step(path, async () => {
      await page.goto(path);
      await halfAwake(page);
      await awake(page);
    });
  }
  await page.goto("/visits/new");
  await expect(page.getByRole("heading", { name: "没写完的草稿" })).toBeVisible();
  await page.goto("/outbox");
  await expect(page.getByRole("heading", { name: /^草稿/ })).toBeVisible();
});

test("another page opened before the first is awake takes its place", async ({ page }) => {
  await enter(page, ZHAO);
  await wakesSlowly(page, 1500);
  await page.goto("/");
  // The frame is awake: its links open pages without loading anew.
  await page.evaluate(() => ((window as any).sameDocument = true));
  await halfAwake(page);
  await page.getByRole("link", { name: "我的村", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "我的村" })).toBeVisible();
  await awake(page);
  await page.getByRole("link", { name: "工作台", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("您好");
  expect(await page.evaluate(() => (window as any).sameDocument)).toBe(true);
});

test("what is unfolded before the page is awake shows its fields", async ({ page }) => {
  await enter(page, ZHAO);
  await wakesSlowly(page, 800);
  await page.goto("/visits/new");
  await page.getByText("更多：团队、效果").click();
  await awake(page);
  await page.getByLabel(/^服务效果/).fill("户主按方案施了肥");
  await expect(page.getByLabel(/^服务效果/)).toHaveValue("户主按方案施了肥");
});

test("a form keeps what was tapped while its fields slept, and brings what was chosen last", async ({ page }) => {
  test.setTimeout(60_000);
  await enter(page, ZHAO, "/visits/new");
  await answering(page);
  const served = page.locator("#target_kind");
  await served.getByRole("button", { name: "更多…" }).press("Enter");
  await expect(served.getByRole("button", { name: "收起" })).toBeFocused();
  await served.getByRole("radio", { name: "园区" }).check();
  await writeVisit(page, "到园区调试滴灌，讲解施肥时间和用量，约定下周再看");
  await submit(page);
  await expect(page.getByRole("button", { name: "再记一个村" })).toBeVisible();
  await wakesSlowly(page, 800);
  await page.goto("/visits/new");
  // The form is awake, and where and when.
  await halfAwake(page, 2);
  await page.getByRole("radio", { name: "电话" }).check();
  await expect(page.getByRole("button", { name: "提交" })).toBeDisabled();
  await answering(page);
  await expect(page.getByRole("radio", { name: "电话" })).toBeChecked();
  await expect(served.getByRole("radio", { name: "园区" })).toBeChecked();
  await expect(served.getByRole("button", { name: "更多…" })).toBeVisible();
});

test("a form with faults has the fields that were never unfolded, so that each can show its own", async ({ page }) => {
  await enter(page, ZHAO);
  await open(page, "/trainings/new");
  await expect(page.locator("#outside_trainers")).toHaveCount(0);
  await page.getByRole("button", { name: "提交" }).click();
  await expect(page.locator("#outside_trainers")).toBeAttached();
});
