// Before all tests: one folder with demo data, made once. Each worker serves a copy of it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The password of every demo account in the tests. */
export const PASSWORD = "huaijiang-Demo-3571";

/** The built server. */
export const KETEPAI =
  process.env.KETEPAI ?? join(import.meta.dirname, "../../target/debug/ketepai");

/** Where a data folder keeps its database. */
export function databaseUrl(folder: string): string {
  return `sqlite://${join(folder, "ketepai.db")}`;
}

/** The current year in Asia/Shanghai. */
export function thisYear(): number {
  return new Date(Date.now() + 8 * 3600 * 1000).getUTCFullYear();
}

export default function makeDemoData(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "ketepai-e2e-"));
  execFileSync(
    KETEPAI,
    ["demo", "--year", String(thisYear()), "--password", PASSWORD, "--database-url", databaseUrl(folder)],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  process.env.KETEPAI_E2E_DEMO = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
