// A server on demo data of its own, and people signed in to it.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PASSWORD = "huaijiang-Demo-3571";

/** The demo's own commissioner. */
export const ZHAO = "13900001001";

/** Starts `ketepai`; `end` stops it and removes its data. */
export async function serve(ketepai) {
  const folder = mkdtempSync(join(tmpdir(), "ketepai-bench-"));
  const database = ["--database-url", `sqlite://${join(folder, "ketepai.db")}`];
  const year = new Date(Date.now() + 8 * 3600 * 1000).getUTCFullYear();
  const demo = ["demo", "--year", String(year), "--password", PASSWORD, ...database];
  execFileSync(ketepai, demo, { stdio: ["ignore", "ignore", "inherit"] });
  const port = await freePort();
  const flags = ["--addr", `127.0.0.1:${port}`, "--data-dir", folder, ...database];
  const server = spawn(ketepai, ["serve", ...flags], { stdio: ["ignore", "ignore", "inherit"] });
  const url = `http://localhost:${port}`;
  const end = () => {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 200 && server.exitCode === null; tries++) {
    const up = await fetch(`${url}/healthz`).then((answer) => answer.ok, () => false);
    if (up) return { url, end };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  end();
  throw new Error("ketepai did not start");
}

/** Signs in; the cookie as a browser sends it back, and the account's id. */
export async function signIn(url, login) {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`sign-in of ${login}: ${answer.status}`);
  const { user } = await answer.json();
  const cookie = answer.headers.getSetCookie()[0].split(";")[0];
  return { cookie, account: user.id };
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
