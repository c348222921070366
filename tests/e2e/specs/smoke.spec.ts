import { expect, open, test } from "../fixtures";

// The one page that needs no session.
const SIGN_IN = "/sign-in";

test("the sign-in page wakes up in the browser", async ({ page }) => {
  await open(page, SIGN_IN);
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("heading").first()).toBeVisible();
});

test("the wasm is asked for once the page can be read", async ({ page }) => {
  await open(page, SIGN_IN);
  const files = await page.evaluate(() => {
    const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const ending = (end: string) => entries.filter((one) => new URL(one.name).pathname.endsWith(end));
    return {
      styled: ending(".css").map((one) => one.responseEnd),
      asked: ending(".wasm").map((one) => one.startTime),
    };
  });
  expect(files.styled).not.toEqual([]);
  expect(files.asked).not.toEqual([]);
  expect(Math.min(...files.asked)).toBeGreaterThanOrEqual(Math.max(...files.styled));
});

test("the policy lets only the site's own scripts run", async ({ request }) => {
  const answer = await request.get(SIGN_IN);
  const policy = answer.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("script-src 'self' 'nonce-");
  expect(policy).not.toContain("unsafe-inline");
});

test("the sign-in page never scrolls sideways", async ({ page }) => {
  await open(page, SIGN_IN);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
});
