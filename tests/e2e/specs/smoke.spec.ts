import { expect, open, test } from "../fixtures";

test("both roots wake up in the browser", async ({ page }) => {
  for (const path of ["/", "/desk"]) {
    await open(page, path);
    await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
    await expect(page.getByRole("heading").first()).toBeVisible();
  }
});

test("the policy lets only the site's own scripts run", async ({ request }) => {
  const answer = await request.get("/");
  const policy = answer.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("script-src 'self' 'nonce-");
  expect(policy).not.toContain("unsafe-inline");
});

test("a page never scrolls sideways", async ({ page }) => {
  await open(page, "/");
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
});
