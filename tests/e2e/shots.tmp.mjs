import { chromium } from "@playwright/test";
const base = process.argv[2];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const pages = [
  ["list", "/desk/registers"], ["villages", "/desk/registers/villages?show=vacant"], ["imports", "/desk/imports"],
];
for (const [w, h, scheme] of [[360, 740, "light"], [1440, 900, "light"], [360, 740, "dark"], [1440, 900, "dark"]]) {
  const context = await browser.newContext({ viewport: { width: w, height: h }, colorScheme: scheme, baseURL: base });
  const page = await context.newPage();
  const answer = await page.request.post("/api/v1/session", { data: { login: "kj-dayu", password: "huaijiang-Demo-3571" } });
  if (!answer.ok()) throw new Error(String(answer.status()));
  const shot = async (name) => { await page.screenshot({ path: `/tmp/shots/${name}-${w}-${scheme}.png`, fullPage: w < 500 }); };
  for (const [name, path] of pages) { await page.goto(path); await shot(name); }
  await page.goto("/desk/registers");
  await page.locator("tbody th a").first().click();
  await shot("card");
  const card = page.url();
  await page.goto(card + "/edit"); await shot("edit");
  await page.goto(card + "/handover"); await shot("handover");
  await page.goto("/desk/imports");
  await page.locator("input[value=commissioners]").check({ force: true });
  const text = "名册,,,\n序号,姓名,性别,手机号码,派出单位,职称,级别,服务产业,服务县,任期开始\n1,刘　梅,女,13912345678,没有,院士,省派,脐橙、油柑,大余县,2026年3月1日\n2,钟 娟,女,13912345679,没有,中级,县级,油茶,新华,2026/13/1";
  await page.setInputFiles("#file", { name: "名册.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "检查文件" }).click();
  await page.waitForURL(/imports\/.+/);
  await shot("faults");
  await context.close();
}
await browser.close();
