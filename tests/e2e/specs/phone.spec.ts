// 本机存储: what the browser is asked, and what it answers.

import { expect, open, test } from "../fixtures";
import { signIn, ZHAO } from "../people";

test("the page says what this browser keeps and how much room there is", async ({ page }) => {
  await signIn(page, ZHAO);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await open(page, "/phone");
  const ability = (name: string) => page.getByRole("listitem").filter({ hasText: name });
  await expect(ability("记录先存手机")).toContainText("可以");
  await expect(ability("没有信号也能打开")).toContainText("可以");
  await expect(ability("内容不被清理")).toContainText("还没允许");
  await page.getByRole("button", { name: "请浏览器不要清理" }).click();
  await expect(page.getByRole("status").filter({ hasText: "浏览器" })).toBeVisible();
  await expect(page.getByRole("meter")).toBeVisible();
  await expect(page.getByText(/^版本 .+ · [0-9a-f]{8}$/)).toBeVisible();
});

test("the probe leaves no database behind", async ({ page }) => {
  await signIn(page, ZHAO);
  await open(page, "/phone");
  await expect(page.getByText("记录先存手机")).toBeVisible();
  const names = await page.evaluate(async () => (await indexedDB.databases()).map((found) => found.name));
  expect(names).not.toContain("ketepai-probe");
});

test("a browser without IndexedDB is told so", async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException("private", "SecurityError");
    };
  });
  await signIn(page, ZHAO);
  await open(page, "/phone");
  const ability = page.getByRole("listitem").filter({ hasText: "记录先存手机" });
  await expect(ability).toContainText("不支持");
});

test("the manifest and its icons are complete", async ({ page, request }) => {
  await open(page, "/sign-in");
  const devtools = await page.context().newCDPSession(page);
  const { errors, url } = await devtools.send("Page.getAppManifest");
  expect(url).toMatch(/\/manifest\.webmanifest$/);
  expect(errors).toEqual([]);
  const manifest = await (await request.get("/manifest.webmanifest")).json();
  for (const icon of [...manifest.icons.map((icon: { src: string }) => icon.src), "/apple-touch-icon.png"]) {
    const answer = await request.get(icon);
    expect(answer.headers()["content-type"], icon).toBe("image/png");
  }
});

test.describe("inside WeChat", () => {
  test.use({
    userAgent:
      "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/107.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.42",
  });

  test("every page advises the browser, and one page tells how", async ({ page }) => {
    await signIn(page, ZHAO);
    await expect(page.getByText("微信里留不住记录")).toBeVisible();
    await page.getByRole("link", { name: "怎么做" }).click();
    await expect(page.getByRole("heading", { name: "请在浏览器打开" })).toBeVisible();
    await page.getByRole("button", { name: "知道了" }).click();
    await expect(page.getByText("微信里留不住记录")).toHaveCount(0);
  });
});
