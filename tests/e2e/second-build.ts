// The site after an update: a copy of the built one with another style sheet, named and listed as
// `cargo xtask` would.

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { KETEPAI } from "./demo-data";

/** What a worker keeps: address → integrity. */
export interface Build {
  version: string;
  files: Record<string, string>;
}

/** The built site that the server serves. */
export const SITE = join(dirname(KETEPAI), "../site");

export function buildOf(worker: string): Build {
  return JSON.parse(/^const BUILD = (.*);$/m.exec(worker)![1]);
}

/** The folder of the second build. */
export function secondBuild(): string {
  const folder = mkdtempSync(join(tmpdir(), "ketepai-site-"));
  cpSync(SITE, folder, { recursive: true });
  const before = readdirSync(join(folder, "pkg")).find((name) => /^ketepai-.*\.css$/.test(name))!;
  const sheet = readFileSync(join(folder, "pkg", before), "utf8") + "/* the second build */";
  const after = `ketepai-${hash(sheet, "hex").slice(0, 16)}.css`;
  renameSync(join(folder, "pkg", before), join(folder, "pkg", after));
  writeFileSync(join(folder, "pkg", after), sheet);

  const worker = readFileSync(join(folder, "sw.js"), "utf8");
  const build = buildOf(worker);
  const files: Record<string, string> = {};
  for (const address of Object.keys(build.files)) {
    const path = join(folder, address.replace(before, after));
    if (address.endsWith(".html")) {
      writeFileSync(path, readFileSync(path, "utf8").replaceAll(before, after));
    }
    files[address.replace(before, after)] = `sha256-${hash(readFileSync(path), "base64")}`;
  }
  const list = JSON.stringify({ version: hash(JSON.stringify(files), "hex").slice(0, 16), files });
  writeFileSync(join(folder, "sw.js"), worker.replace(/^const BUILD = .*$/m, `const BUILD = ${list};`));
  return folder;
}

function hash(content: string | Buffer, encoding: "hex" | "base64"): string {
  return createHash("sha256").update(content).digest(encoding);
}
