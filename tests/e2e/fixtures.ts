// What every spec starts from: its own server on a copy of the demo data, and a page that fails
// the test when the console shows an error. Write `import { test, expect } from "../fixtures"`.

import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { databaseUrl, KETEPAI } from "./demo-data";

export { expect };
export { PASSWORD } from "./demo-data";

/** A running `ketepai` with its own data. */
export class Ketepai {
  readonly folder = mkdtempSync(join(tmpdir(), "ketepai-e2e-"));
  private server?: ChildProcess;
  private output = "";

  constructor(readonly port: number) {
    cpSync(process.env.KETEPAI_E2E_DEMO!, this.folder, { recursive: true });
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  async start(): Promise<void> {
    const flags = ["--addr", `127.0.0.1:${this.port}`];
    flags.push("--data-dir", this.folder, "--database-url", databaseUrl(this.folder));
    this.server = spawn(KETEPAI, ["serve", ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    this.server.stdout?.on("data", (text) => (this.output += text));
    this.server.stderr?.on("data", (text) => (this.output += text));
    for (let tries = 0; tries < 200; tries++) {
      const up = await fetch(`${this.url}/healthz`).then((answer) => answer.ok, () => false);
      if (up) return;
      if (this.server.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`ketepai did not start:\n${this.output}`);
  }

  /** Ends the server; `"SIGKILL"` as a power cut would. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const server = this.server;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill(signal);
    const forced = setTimeout(() => server.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(forced);
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Opens a page and waits until it answers to taps. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await awake(page);
}

/** Waits until the wasm has taken the page over. */
export async function awake(page: Page): Promise<void> {
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
}

/** Of a debug build alone: the offline start builds its page without a server's, on purpose. */
const MOUNTED_WITHOUT_SERVER = /trying to use Leptos in client-side rendering mode/;

interface Fixtures {
  ketepai: Ketepai;
  /** Messages that a test expects in the console, such as that of a 404 it provokes. */
  expectedConsole: RegExp[];
  quietConsole: void;
}

export const test = base.extend<Fixtures>({
  // Each test has its own: what one leaves behind is nothing to the next, in any order.
  ketepai: async ({}, use) => {
    const ketepai = new Ketepai(await freePort());
    await ketepai.start();
    await use(ketepai);
    await ketepai.remove();
  },
  baseURL: async ({ ketepai }, use) => use(ketepai.url),
  expectedConsole: [[], { option: true }],
  quietConsole: [
    async ({ page, expectedConsole }, use) => {
      const complaints: string[] = [];
      const note = (text: string) => {
        const expected = [MOUNTED_WITHOUT_SERVER, ...expectedConsole];
        if (!expected.some((pattern) => pattern.test(text))) complaints.push(text);
      };
      page.on("pageerror", (error) => note(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") {
          note(`${message.text()} (${message.location().url})`);
        }
      });
      await use();
      expect(complaints, "the console stays quiet").toEqual([]);
    },
    { auto: true },
  ],
});
