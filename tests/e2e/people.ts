// The people of the demo and what they do, in the words of their pages.

import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { open, PASSWORD } from "./fixtures";

/** The county whose story is told: without the township's step. */
export const DAYU = "360723000000";
/** 大余县科技局. */
export const COUNTY_STAFF = "kj-dayu";
/** 赣州市科技局. */
export const CITY_STAFF = "kj-ganzhou";
/** The administrator of 示例农业大学. */
export const UNIT_ADMIN = "dw-nongda";
/** The demo's own commissioner, in 信丰县. */
export const ZHAO = "13900001001";

/** Counts taps; typing into a field is one. */
export class Taps {
  count = 0;

  constructor(readonly page: Page) {}

  async tap(role: "link" | "button" | "checkbox" | "radio", name: string | RegExp): Promise<void> {
    this.count += 1;
    await this.page.getByRole(role, { name }).first().click();
  }

  async type(label: string | RegExp, text: string): Promise<void> {
    this.count += 1;
    await this.page.getByLabel(label).first().fill(text);
  }
}

/** Signs in by the form; ends where the server leads. */
export async function signIn(page: Page, login: string, taps = new Taps(page)): Promise<void> {
  await open(page, "/sign-in");
  await taps.type(/^账号/, login);
  await taps.type(/^密码/, PASSWORD);
  await taps.tap("button", "登录");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
}

/** Signs in past the form. */
export async function admit(page: Page, login: string): Promise<void> {
  const answer = await page.request.post("/api/v1/session", { data: { login, password: PASSWORD } });
  expect(answer.status(), `sign-in of ${login}`).toBe(200);
}

/** Signs in past the form, and opens a page with a script of its own. */
export async function enter(page: Page, login: string, path = "/"): Promise<void> {
  await admit(page, login);
  await open(page, path);
}

/** Takes the session cookie away: the next person takes the device. */
export async function signOut(page: Page): Promise<void> {
  // A page left open would go on asking in the last one's name.
  await page.goto("about:blank");
  await page.context().clearCookies();
}

/** A token for the API. */
export async function bearer(request: APIRequestContext, login: string): Promise<string> {
  const answer = await request.post("/api/v1/session", {
    data: { login, password: PASSWORD, as: "bearer" },
  });
  expect(answer.status(), `sign-in of ${login}`).toBe(200);
  return (await answer.json()).token;
}

/** Asks the API as this person. */
export async function ask(request: APIRequestContext, token: string, path: string): Promise<any> {
  const answer = await request.get(path, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status(), path).toBe(200);
  return answer.json();
}

/** The login of some commissioner of this county. */
export async function commissionerOf(request: APIRequestContext, county: string): Promise<string> {
  for (let number = 1002; number <= 1060; number++) {
    const login = `1390000${number}`;
    const answer = await request.post("/api/v1/session", {
      data: { login, password: PASSWORD, as: "bearer" },
    });
    if (answer.ok() && (await answer.json()).user.area_code === county) return login;
  }
  throw new Error(`no commissioner in ${county}`);
}

/** All records of this person, newest first. */
export async function ownRecords(request: APIRequestContext, token: string): Promise<any[]> {
  const found: any[] = [];
  for (let after = "", pages = 0; pages < 50; pages++) {
    const answer = await ask(request, token, `/api/v1/records?limit=200${after}`);
    found.push(...answer.records);
    if (!answer.next) return found;
    after = `&after=${encodeURIComponent(answer.next)}`;
  }
  throw new Error("the list does not end");
}

/** This person's records with this text. */
export async function recordsSaying(request: APIRequestContext, token: string, content: string): Promise<any[]> {
  return (await ownRecords(request, token)).filter((record) => record.content === content);
}

/** Decides on a record as this reviewer. */
export async function decide(
  request: APIRequestContext,
  reviewer: string,
  record: { id: string; version: number },
  decision: "approve" | "return",
  opinion = "",
  fields: string[] = [],
): Promise<void> {
  const answer = await request.post("/api/v1/reviews", {
    headers: { authorization: `Bearer ${await bearer(request, reviewer)}` },
    data: { decisions: [{ record_id: record.id, version: record.version, decision, opinion, fields }] },
  });
  const { results } = await answer.json();
  expect(results[0].outcome).toBe("applied");
}

/** Fills the visit form on this page, as far as it does not fill itself. */
export async function writeVisit(page: Page, content: string): Promise<void> {
  await answering(page);
  await page.getByRole("checkbox", { name: "业务指导" }).check();
  await page.getByLabel(/^情况记录/).fill(content);
}

/** Waits until the form on this page hears what is typed. */
export async function answering(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "提交" })).toBeEnabled();
}

/** 提交 on this page. */
export async function submit(page: Page): Promise<void> {
  await page.getByRole("button", { name: "提交" }).click();
}
