// What happens to the account, or to the application, while records wait on the phone: they wait on,
// and go.

import { type APIRequestContext, type Page } from "@playwright/test";
import { type BadNetwork, expect, test } from "../faults";
import { open, PASSWORD } from "../fixtures";
import { bearer, enter, recordsSaying, signIn, submit, writeVisit, ZHAO } from "../people";
import { outbox, pulled, putEntries } from "../phone";

test.skip(({ isMobile }) => !isMobile, "a phone's work");

/** Leaves one visit with this text unsent on the phone. */
async function leaveUnsent(page: Page, faulty: BadNetwork, content: string): Promise<void> {
  await enter(page, ZHAO, "/visits/new");
  await pulled(page);
  await faulty.set({ path_prefixes: ["/api/v1/sync"], methods: ["POST"], cut_every: 1 });
  await writeVisit(page, content);
  await submit(page);
  await expect(page.getByRole("heading", { name: /已存手机/ })).toBeVisible();
}

async function arrives(direct: APIRequestContext, content: string): Promise<void> {
  const token = await bearer(direct, ZHAO);
  await expect.poll(async () => (await recordsSaying(direct, token, content)).length, { timeout: 30_000 }).toBe(1);
}

test("role change with unsent records: an account that is shut keeps its queue, and it goes once it is open again", async ({ page, faulty, direct, ketepai, playwright }) => {
  const content = "账号停用期间：到果园查看脐橙树势，约定下周再来复查黄龙病。";
  await leaveUnsent(page, faulty, content);
  const mine = (await (await page.request.get("/api/v1/session")).json()).user.id;
  const extraHTTPHeaders = { origin: ketepai.url };
  const administrator = await playwright.request.newContext({ baseURL: ketepai.url, extraHTTPHeaders });
  const data = { login: "admin", password: PASSWORD };
  expect((await administrator.post("/api/v1/session", { data })).status()).toBe(200);
  const does = async (what: string, form: Record<string, string> = {}) => {
    const answer = await administrator.post(`/desk/accounts/${mine}/${what}`, { form, maxRedirects: 0 });
    return answer.headers()["location"];
  };
  // A commissioner's account follows the register: nobody makes a coordinator of it.
  expect(await does("post", { role: "township_coordinator", area: "360722104000" })).toContain("error=");
  expect(await does("disable")).toContain("done=disabled");
  await faulty.restore();
  await open(page, "/sign-in");
  await expect.poll(async () => (await outbox(page)).length, { message: "it is on the phone" }).toBe(1);
  expect(await does("enable")).toContain("done=enabled");
  await signIn(page, ZHAO);
  await arrives(direct, content);
  await expect.poll(async () => (await outbox(page)).length).toBe(0);
  await administrator.dispose();
});

test("schema upgrade with unsent records: what another build wrote is read, completed and sent", async ({ page, faulty, direct }) => {
  const content = "换过版本：到油茶基地查看挂果和长势，讲解垦复的做法。";
  await leaveUnsent(page, faulty, content);
  const [entry] = await outbox(page);
  // An older build knew nothing of these, a newer one of more.
  const { label, place_name, tries, ...older } = entry as any;
  expect([label, place_name, tries]).not.toContain(undefined);
  await putEntries(page, [{ ...older, of_a_newer_build: { any: "thing" } }]);
  await page.goto("about:blank");
  const blank = await page.context().newPage();
  await blank.route("**/blank", (route) => route.fulfill({ contentType: "text/html", body: "" }));
  await blank.goto(new URL("/blank", faulty.url).href);
  await blank.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open("ketepai", 2);
        opening.onupgradeneeded = () => opening.result.createObjectStore("of_a_newer_build");
        opening.onsuccess = () => resolve(opening.result.close());
        opening.onerror = () => reject(opening.error);
      }),
  );
  await blank.close();
  await open(page, "/outbox");
  await expect(page.getByText(/已存手机|等待/).first()).toBeVisible();
  await faulty.restore();
  await page.reload();
  await arrives(direct, content);
  await expect.poll(async () => (await outbox(page)).length).toBe(0);
});

test("a record that is still on the phone stands in the person's own list until it has arrived", async ({ page, faulty }) => {
  const content = "还在手机里：到蔬菜大棚查看病虫害，讲解通风降湿的做法。";
  await leaveUnsent(page, faulty, content);
  const waiting = page.getByRole("region", { name: "还在手机里" });
  await open(page, "/records");
  await expect(waiting.getByRole("listitem")).toHaveCount(1);
  await expect(waiting).toContainText("已存手机");
  await open(page, "/records?kind=training");
  await expect(page.getByText("没有符合条件的记录。").or(page.locator("main .lines").first())).toBeVisible();
  await expect(waiting).toHaveCount(0);
  await open(page, "/records");
  const [entry] = await outbox(page);
  await faulty.restore();
  await expect(waiting).toHaveCount(0, { timeout: 60_000 });
  await expect(page.locator(`a[href="/records/${entry.record_id}"]`), "without opening the page again").toBeVisible();
});
