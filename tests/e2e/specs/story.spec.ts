// The main job: from a visit in the field to the annual figures.

import { thisYear } from "../demo-data";
import { test as onBadNetwork } from "../faults";
import { expect, open, test } from "../fixtures";
import { ask, bearer, commissionerOf, COUNTY_STAFF, DAYU, signIn, signOut, Taps, ZHAO } from "../people";

const CONTENT = "到油茶基地查看挂果和长势，讲解密度控制、施肥和垦复的做法，约定入冬前再来看一次。";

test("a visit and a training reach the annual figures", async ({ page, request }) => {
  test.setTimeout(120_000);
  const year = thisYear();
  const staff = await bearer(request, COUNTY_STAFF);
  const board = await ask(request, staff, `/api/v1/coverage?area=${DAYU}&year=${year}`);
  const village = board.villages.find((village: any) => village.visits === 0 && village.pending === 0);
  expect(village, "the demo has an uncovered village").toBeTruthy();
  const before = await ask(request, staff, `/api/v1/statistics/annual?area=${DAYU}&year=${year}`);
  const figure = (figures: any, code: string) =>
    figures.indicators.find((indicator: any) => indicator.code === code).value;

  await test.step("a commissioner records a visit", async () => {
    await signIn(page, await commissionerOf(request, DAYU));
    await expect(page.getByRole("heading", { level: 1 })).toContainText("您好");
    await page.getByRole("link", { name: "记一次服务" }).click();
    await page.getByRole("button", { name: "其他…" }).first().click();
    await page.getByLabel(/找村或乡镇/).fill(village.name);
    await page
      .locator(".found button")
      .filter({ hasText: village.township })
      .filter({ hasText: village.name })
      .first()
      .click();
    const guidance = page.getByRole("checkbox", { name: "业务指导" });
    await guidance.check();
    await page.getByLabel(/^情况记录/).fill(CONTENT);
    await page.getByRole("button", { name: "提交" }).click();
    await expect(page.getByRole("status").first()).toContainText("已提交");
  });

  await test.step("and a training", async () => {
    await open(page, "/trainings/new");
    await page.getByLabel(/^培训名称/).fill("油茶低产林改造培训班");
    await page.getByLabel(/^开始时间/).fill("00:00");
    await page.getByLabel(/^结束时间/).fill("00:01");
    await page.getByLabel(/^培训主题/).fill("密度控制与垦复");
    await page.locator("#attendances").fill("46");
    await page.getByRole("button", { name: "提交" }).click();
    await expect(page.getByRole("status").first()).toContainText("已提交");
  });

  await test.step("the county's reviewer approves both", async () => {
    await signOut(page);
    await signIn(page, COUNTY_STAFF);
    for (const title of [village.name, "油茶低产林改造培训班"]) {
      const waiting = await ask(request, staff, `/api/v1/records?status=submitted&area=${DAYU}&limit=200`);
      const record = waiting.records.find(
        (record: any) => record.title === title || record.area_code === village.code,
      );
      expect(record, `${title} waits for review`).toBeTruthy();
      await open(page, `/desk/records/${record.id}`);
      // Who wrote a training and taught it is named among its trainers.
      const trainers = page.locator("dt:text-is('授课人') + dd");
      if (record.kind === "training") await expect(trainers.first()).toHaveText(record.author_name);
      await page.getByRole("button", { name: "通过", exact: true }).click();
      await expect
        .poll(async () => (await ask(request, staff, `/api/v1/records/${record.id}`)).status)
        .toBe("approved");
    }
  });

  await test.step("the village has left the list of uncovered villages", async () => {
    await page.goto(`/desk/coverage?area=${DAYU}&year=${year}&show=uncovered`);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("覆盖");
    const line = page.getByRole("link", { name: `${village.township} ${village.name}`, exact: true });
    await expect(line).toHaveCount(0);
    await page.goto(`/desk/coverage?area=${DAYU}&year=${year}`);
    await expect(line).toHaveCount(1);
  });

  await test.step("the annual figures count it and open its record", async () => {
    const after = await ask(request, staff, `/api/v1/statistics/annual?area=${DAYU}&year=${year}`);
    expect(figure(after, "B01")).toBe(figure(before, "B01") + 1);
    expect(figure(after, "C06")).toBe(figure(before, "C06") - 1);
    expect(figure(after, "D02")).toBe(figure(before, "D02") + 46);
    await open(page, `/desk/statistics?area=${DAYU}&year=${year}`);
    const row = page.getByRole("row").filter({ hasText: "开展科技服务次数" });
    await row.getByRole("link", { name: figure(after, "B01").toLocaleString("en-US"), exact: true }).first().click();
    await page.waitForURL(/statistics\/B01/);
    await page.getByRole("link", { name: new RegExp(village.name) }).first().click();
    await expect(page.getByText(CONTENT)).toBeVisible();
  });
});

test("from sign-in to a submitted visit takes at most twelve taps", async ({ page }) => {
  const taps = new Taps(page);
  await signIn(page, ZHAO, taps);
  await taps.tap("link", "记一次服务");
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
  if (!(await page.getByRole("checkbox", { name: "业务指导" }).isChecked())) {
    taps.count += 1;
    await page.getByRole("checkbox", { name: "业务指导" }).check();
  }
  await taps.type(/^情况记录/, CONTENT);
  await taps.tap("button", "提交");
  await expect(page.getByRole("status").first()).toContainText("已提交");
  expect(taps.count).toBeLessThanOrEqual(12);
  await page.getByRole("button", { name: "再记一个村" }).click();
  await expect(page.getByLabel(/^情况记录/)).toHaveValue("");
});

test("a fault stands beside its field and nothing typed is lost", async ({ page }) => {
  await signIn(page, ZHAO);
  await open(page, "/visits/new");
  await page.getByRole("checkbox", { name: "业务指导" }).check();
  await page.getByLabel(/^情况记录/).fill("太短");
  await page.getByRole("button", { name: "提交" }).click();
  const content = page.getByLabel(/^情况记录/);
  await expect(content).toHaveAttribute("aria-invalid", "true");
  await expect(content).toHaveValue("太短");
  await expect(content).toBeFocused();
});

onBadNetwork("without a network the record stays on the phone and goes by itself", async ({ page, faulty }) => {
  await signIn(page, ZHAO);
  await open(page, "/visits/new");
  const guidance = page.getByRole("checkbox", { name: "业务指导" });
  await guidance.check();
  await page.getByLabel(/^情况记录/).fill(CONTENT);
  await faulty.lose();
  await page.getByRole("button", { name: "提交" }).click();
  await expect(page.getByRole("heading", { name: /已存手机/ })).toBeVisible();
  await faulty.restore();
  await expect(page.getByRole("heading", { name: /已提交/ })).toBeVisible({ timeout: 30_000 });
});
