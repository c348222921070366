// Lighthouse as on a phone: three runs a page, the one in the middle counts.

import lighthouse from "lighthouse";

const CATEGORIES = ["performance", "accessibility", "best-practices"];
const RUNS = 3;

/** Scores of 0 to 100 by category, and what kept the last two from 100. */
export async function audit(page, url, port, cookie) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    const flags = { port, output: "json", logLevel: "error", onlyCategories: CATEGORIES };
    if (cookie) flags.extraHeaders = { Cookie: cookie };
    const { lhr } = await lighthouse(url, flags);
    if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
    // A page that asks to sign in would pass for the one behind it.
    const [asked, shown] = [url, lhr.finalDisplayedUrl].map((text) => new URL(text).pathname);
    if (asked !== shown) throw new Error(`${asked} led to ${shown}`);
    runs.push(lhr);
  }
  runs.sort((one, other) => one.categories.performance.score - other.categories.performance.score);
  const middle = runs[Math.floor(RUNS / 2)];
  const scores = CATEGORIES.map((name) => [name, Math.round(middle.categories[name].score * 100)]);
  const milliseconds = (audit) => Math.round(middle.audits[audit].numericValue);
  return {
    page,
    ...Object.fromEntries(scores),
    largest_paint_ms: milliseconds("largest-contentful-paint"),
    blocking_ms: milliseconds("total-blocking-time"),
    faults: CATEGORIES.slice(1).flatMap((name) => faults(middle, name)),
  };
}

function faults(lhr, category) {
  return lhr.categories[category].auditRefs
    .map(({ id, weight }) => ({ weight, ...lhr.audits[id] }))
    .filter(({ weight, score }) => weight > 0 && score !== null && score < 1)
    .map(({ id, title, details }) => {
      const where = (details?.items ?? []).map((item) => item.node?.snippet ?? item.description ?? item.url);
      return `${category}: ${title} (${id}) ${where.filter(Boolean).slice(0, 3).join(" · ")}`.trim();
    });
}
