// 关联台账: a visit without signal raises a problem, solves it, and notes a variety; the ledgers hold each once.

import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../faults";
import { open } from "../fixtures";
import { ask, bearer, enter, ownRecords, submit, writeVisit, ZHAO } from "../people";
import { provisioned } from "../phone";

const CONTENT = "到果园查看树势，发现木虱成虫多，当场配药示范喷雾，并发放了新品种的接穗。";
const PROBLEM = "木虱成虫偏多（端午前）";
const VARIETY = "赣脐早红试验号";

test.skip(({ isMobile }) => !isMobile, "a phone's work");

test("a problem solved on the spot and a variety arrive with their visit, once", async ({ page, faulty, direct }) => {
  test.setTimeout(120_000);
  const token = await bearer(direct, ZHAO);
  const before = new Set((await ownRecords(direct, token)).map((record) => record.id));
  await enter(page, ZHAO);
  await provisioned(page);
  await faulty.lose();

  await test.step("typed without signal, behind one line", async () => {
    await open(page, "/visits/new");
    await writeVisit(page, CONTENT);
    await page.getByText("关联台账（选填）").click();
    const raise = page.getByRole("button", { name: "提出一个问题" });
    const category = page.getByRole("group", { name: "类别" });
    await raise.click();
    await category.getByRole("radio", { name: "病虫害" }).check();
    // Tapped by mistake: it goes with its entry, and comes back empty.
    await page.getByRole("button", { name: "去掉第 1 个问题" }).click();
    await expect(category).toHaveCount(0);
    await expect(raise).toBeFocused();
    await raise.click();
    await expect(category.getByRole("radio", { checked: true })).toHaveCount(0);
    await page.getByRole("textbox", { name: /^问题/ }).fill(PROBLEM);
    await category.getByRole("radio", { name: "病虫害" }).check();
    await page.getByLabel(/当场怎样解决的/).fill("配药示范喷雾，三天后复查");
    await page.getByRole("button", { name: "登记新品种新技术" }).click();
    await page.getByLabel("新品种新技术名称").fill(VARIETY);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  });

  await test.step("what is missing is asked beside its field", async () => {
    await submit(page);
    await expect(page.locator("[id='linked.introductions.1.kind']")).toHaveClass(/wrong/);
    await page.locator("[id='linked.introductions.1.kind']").getByRole("radio", { name: "新品种", exact: true }).check();
    await expect(page.getByLabel("采用户数")).toHaveAttribute("inputmode", "numeric");
    const area = page.getByLabel("推广面积");
    await expect(area).toHaveAttribute("inputmode", "decimal");
    await area.fill("三亩");
    await submit(page);
    await expect(page.getByText("只填数字，最多两位小数，不带单位。")).toBeVisible();
    await area.fill("3.5");
    await submit(page);
    await expect(page.getByRole("heading", { name: /已存手机/ })).toBeVisible();
  });

  await test.step("the signal comes back", async () => {
    await faulty.restore();
    await open(page, "/outbox");
    const send = page.getByRole("button", { name: "立即发送" });
    await send.click({ timeout: 2_000 }).catch(() => {});
    await expect(page.getByRole("heading", { name: /待发送|需处理/ })).toHaveCount(0);
  });

  const own = await ownRecords(direct, token);
  const record = own.find((one) => !before.has(one.id));
  expect(record?.linked?.introductions).toEqual([{ key: 1, kind: "variety", name: VARIETY, area_hundredths: 350 }]);

  await test.step("it is corrected and sent again", async () => {
    await open(page, `/records/${record!.id}`);
    await expect(page.getByText(`提出问题：${PROBLEM}（当场解决）`)).toBeVisible();
    await open(page, `/records/${record!.id}/edit`);
    await page.getByLabel("推广面积").fill("4");
    await submit(page);
    await expect(async () => {
      const again = (await ownRecords(direct, token)).find((one) => one.id === record!.id);
      expect(again?.version).toBe(2);
    }).toPass();
  });

  await test.step("the county's ledgers hold each once", async () => {
    const county = await bearer(direct, "kj-xinfeng");
    const headers = { authorization: `Bearer ${county}` };
    const list = async (ledger: string, name: string) => {
      const answer = await direct.get(`/api/v1/ledgers/${ledger}/list.csv?text=${encodeURIComponent(name)}`, { headers });
      return (await answer.text()).split("\n").filter((line) => line.includes(name));
    };
    const problems = await list("problems", PROBLEM);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("待确认");
    const varieties = await list("introductions", VARIETY);
    expect(varieties).toHaveLength(1);
    expect(varieties[0]).toMatch(/,4(\.0+)?,/);
  });
});

test("what is taken out or folded away takes nothing of its neighbour", async ({ page }) => {
  await enter(page, ZHAO, "/visits/new");
  await page.getByText("关联台账（选填）").click();
  const raise = page.getByRole("button", { name: "提出一个问题" });
  const titles = page.getByRole("textbox", { name: /^问题/ });
  const measures = page.getByLabel(/当场怎样解决的/);
  const category = page.getByRole("group", { name: "类别" });
  await raise.click();
  await titles.fill("写错的问题");
  await measures.fill("写错的办法");
  await category.getByRole("radio", { name: "病虫害" }).check();
  await raise.click();
  await titles.nth(1).fill(PROBLEM);
  await page.getByRole("button", { name: "去掉第 1 个问题" }).click();
  await expect(titles).toHaveCount(1);
  await expect(titles).toHaveValue(PROBLEM);
  await expect(measures).toHaveValue("");
  await expect(category.getByRole("radio", { checked: true })).toHaveCount(0);

  const services = page.getByRole("group", { name: /服务内容/ });
  await services.getByRole("button", { name: "更多…" }).click();
  await services.getByRole("checkbox", { name: "科技研发" }).check();
  await services.getByRole("checkbox", { name: "科技研发" }).uncheck();
  await services.getByRole("checkbox", { name: "人才培养" }).check();
  await services.getByRole("button", { name: "收起" }).click();
  await expect(services.getByRole("checkbox", { name: "科技研发" })).toHaveCount(0);
  await expect(services.getByRole("checkbox", { name: "人才培养" })).toBeChecked();
});
