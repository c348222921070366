// The proxy before a real browser: pages work through it, and its faults reach the page.

import { expect, test } from "../faults";
import { open } from "../fixtures";
import { signIn, ZHAO } from "../people";

test.skip(({ isMobile }) => !isMobile, "the network of a phone");

test.use({ expectedConsole: [[/Failed to load resource/, /ERR_/], { option: true }] });

test("a person signs in and works through the proxy as without it", async ({ page, faulty }) => {
  await signIn(page, ZHAO);
  await open(page, "/records");
  expect(new URL(page.url()).origin).toBe(faulty.url);
});

test("each fault reaches the page and is counted", async ({ page, faulty }) => {
  await signIn(page, ZHAO);
  const push = () =>
    page.evaluate(async () => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ device_id: "e2e", changes: [] });
      try {
        const answer = await fetch("/api/v1/sync", { method: "POST", headers, body });
        return `${answer.status} ${(await answer.text()).slice(0, 15)}`;
      } catch {
        return "broken";
      }
    });
  expect(await push()).toBe('200 {"results":[]}');
  for (const [faults, seen] of [
    [{ portal_times: 1 }, "200 <!doctype html>"],
    [{ no_results_times: 1 }, '200 {"ok":true}'],
    [{ unavailable_times: 1 }, "503 upstream is res"],
    [{ too_large_above: 3 }, "413 <h1>413 Request"],
    [{ drop_reply_one_in: 1 }, "broken"],
    [{ cut_every: 1 }, "broken"],
    [{ truncate_every: 1 }, "broken"],
  ] as const) {
    // The page's own pulls go by the same path.
    await faulty.set({ ...faults, methods: ["POST"] });
    expect(await push(), JSON.stringify(faults)).toBe(seen);
  }
  const { faults } = await faulty.counts();
  expect(faults).toMatchObject({ portal: 1, no_results: 1, unavailable: 1, too_large: 1 });
  // A browser may repeat what broke off by itself; then it broke off again.
  for (const fault of ["dropped_reply", "cut", "truncated_reply"] as const) {
    expect(faults[fault], fault).toBeGreaterThanOrEqual(1);
  }
});
