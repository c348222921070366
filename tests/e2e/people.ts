// The people of the demo and what they do, in the words of their pages.

import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { open, PASSWORD } from "./fixtures";

/** The county whose story is told: without the township's step. */
export const DAYU = "360723000000";
/** 大余县科技局. */
export const COUNTY_STAFF = "kj-dayu";
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
