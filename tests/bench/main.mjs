// Measures a built `ketepai` as a phone meets it. `cargo xtask bench` starts it.
//
// A release is held to all limits; a development build to accessibility and best practices alone,
// for it is neither small nor fast.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { firstVisit } from "./first-visit.mjs";
import { audit } from "./lighthouse.mjs";
import { serve, signIn, ZHAO } from "./server.mjs";
import { thousandRecords } from "./thousand-records.mjs";

const { KETEPAI, CHROMIUM, BENCH_OUT, BENCH_DEV } = process.env;
const FORM = "/visits/new";
const PAGES = [["sign-in", "/sign-in"], ["workbench", "/"], ["form", FORM]];
const PERFORMANCE_GOAL = 95;
const FIRST_VISIT_BYTES = 350_000;
const ANSWER_MS = 300;

async function measure(url) {
  const person = await signIn(url, ZHAO);
  const { browser, port } = await launch(CHROMIUM);
  try {
    const audits = [];
    for (const [name, path] of PAGES) {
      console.error(`   lighthouse: ${name}`);
      audits.push(await audit(name, url + path, port, path === "/sign-in" ? "" : person.cookie));
    }
    const first_visit = await firstVisit(browser, url, person.cookie);
    const thousand_records = await thousandRecords(browser, url, person);
    return { development: Boolean(BENCH_DEV), audits, first_visit, thousand_records };
  } finally {
    await browser.close();
  }
}

/** What is not as it must be, each in one sentence. */
function shortcomings({ audits, first_visit, thousand_records }) {
  const found = audits.flatMap(({ page, faults }) => faults.map((fault) => `${page}: ${fault}`));
  for (const { page, ...scores } of audits) {
    for (const category of ["accessibility", "best-practices"]) {
      if (scores[category] < 100) found.push(`${page}: ${category} is ${scores[category]}, not 100`);
    }
  }
  if (BENCH_DEV) return found;
  if (first_visit.total > FIRST_VISIT_BYTES) {
    found.push(`the first visit takes ${first_visit.total} of ${FIRST_VISIT_BYTES} bytes`);
  }
  for (const [what, milliseconds] of Object.entries(thousand_records)) {
    if (milliseconds === null) found.push(`1,000 records: ${what} could not be measured without a network`);
    else if (milliseconds > ANSWER_MS) found.push(`1,000 records: ${what} is ${milliseconds}, over ${ANSWER_MS}`);
  }
  return found;
}

function report({ audits, first_visit, thousand_records }) {
  console.log(`Lighthouse on a phone (goal for performance: ${PERFORMANCE_GOAL})`);
  console.table(audits.map(({ faults, ...scores }) => scores));
  console.log(`First visit of ${FORM}: ${first_visit.total} bytes (limit ${FIRST_VISIT_BYTES})`);
  console.table(first_visit.kinds);
  console.log(`1,000 records, 4× slower processor, no network (limit ${ANSWER_MS} ms)`);
  console.table(thousand_records);
}

const server = await serve(KETEPAI);
try {
  const result = await measure(server.url);
  mkdirSync(BENCH_OUT, { recursive: true });
  writeFileSync(join(BENCH_OUT, "bench.json"), JSON.stringify(result, null, 2));
  report(result);
  const found = shortcomings(result);
  for (const one of found) console.error(`   ${one}`);
  process.exitCode = found.length > 0 ? 1 : 0;
} finally {
  server.end();
}
