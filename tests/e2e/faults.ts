// A bad network between the browser and its server: the program of `tests/src/bin/fault_proxy.rs`.
// Write `import { test, expect } from "../faults"`: every page and request then goes through it.

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type APIRequestContext } from "@playwright/test";
import { expect, type Ketepai, test as base } from "./fixtures";

export { expect };

const FAULT_PROXY =
  process.env.FAULT_PROXY ?? join(import.meta.dirname, "../../target/debug/fault_proxy");

/** What goes wrong from now on; what is not named does not. See `tests/src/faults/settings.rs`. */
export interface Faults {
  path_prefixes?: string[];
  methods?: string[];
  delay_ms?: number;
  portal_times?: number;
  no_results_times?: number;
  error_inside_times?: number;
  unavailable_times?: number;
  too_large_above?: number;
  cut_every?: number;
  truncate_every?: number;
  drop_reply_one_in?: number;
}

export type Fault =
  | "delayed"
  | "portal"
  | "no_results"
  | "error_inside"
  | "unavailable"
  | "too_large"
  | "cut"
  | "truncated_reply"
  | "dropped_reply"
  | "upstream_down";

export interface Counts {
  /** Requests that the settings concerned. */
  requests: number;
  faults: Partial<Record<Fault, number>>;
}

/** A running proxy; without faults until some are set. */
export class BadNetwork {
  private constructor(
    private readonly program: ChildProcess,
    readonly url: string,
    private readonly control: string,
  ) {}

  static async before(server: Ketepai, ...flags: string[]): Promise<BadNetwork> {
    // It ends when its input does, so it cannot outlive us.
    const program = spawn(FAULT_PROXY, ["--upstream", `127.0.0.1:${server.port}`, ...flags], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const { port, control_port } = await new Promise<Record<string, number>>((resolve, reject) => {
      program.once("error", reject);
      program.once("exit", (code) => reject(new Error(`fault_proxy ended with ${code}`)));
      createInterface({ input: program.stdout! }).once("line", (line) => resolve(JSON.parse(line)));
    });
    // Cookies and the check of origins go by this name, as without the proxy.
    return new BadNetwork(program, `http://localhost:${port}`, `http://127.0.0.1:${control_port}`);
  }

  async set(faults: Faults): Promise<void> {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${this.control}/faults`, {
      method: "POST",
      headers,
      body: JSON.stringify(faults),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** No signal, for pages and their worker alike: every connection is cut. */
  async lose(): Promise<void> {
    await this.set({ path_prefixes: ["/"], cut_every: 1 });
  }

  /** The signal is back, and good. */
  async restore(): Promise<void> {
    await this.set({});
  }

  async counts(): Promise<Counts> {
    return (await fetch(`${this.control}/counts`)).json();
  }

  end(): void {
    this.program.stdin?.end();
  }
}

export const test = base.extend<{ faulty: BadNetwork; direct: APIRequestContext }>({
  faulty: async ({ ketepai }, use) => {
    const faulty = await BadNetwork.before(ketepai);
    await use(faulty);
    faulty.end();
  },
  baseURL: async ({ faulty }, use) => use(faulty.url),
  // A bad network shows in the console too.
  expectedConsole: [[/Failed to load resource/, /ERR_/, /Failed to fetch/, /error occurred when fetching the script/], { option: true }],
  /** Asks the server itself, past all faults. */
  direct: async ({ playwright, ketepai }, use) => {
    const direct = await playwright.request.newContext({ baseURL: ketepai.url });
    await use(direct);
    await direct.dispose();
  },
});
