import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { admittedPerMinute, renamesPerDay, requestsPerMinute } from "./request-rates.ts";
import { type Answer, type Browser, password, refusal, startCampus, type TestCampus } from "./test-campus.ts";

let campus: TestCampus;
beforeAll(async () => {
  campus = await startCampus();
});
afterAll(() => campus.close());
afterEach(() => vi.useRealTimers());

/** Somebody who signed up and whom nobody has approved. */
async function pending(): Promise<Browser> {
  const browser = await campus.signedIn("student", `newcomer-${randomUUID()}`);
  campus.db.prepare(`UPDATE "user" SET status = 'pending' WHERE id = ?`).run(browser.person.id);
  return browser;
}

async function inTurn(times: number, ask: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let asked = 0; asked < times; asked++) answers.push(await ask());
  return answers;
}

function expectToWait(answer: Answer | undefined, code = "429 too-many-requests"): void {
  if (answer === undefined) throw new Error("there was no answer");
  expect(refusal(answer)).toBe(code);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
}

function refusalOrNull(answer: Answer): string | null {
  return answer.status < 400 ? null : refusal(answer);
}

/** What somebody who is not approved may write at all, right and wrong. */
const writes: [name: string, write: (browser: Browser) => Promise<Answer>][] = [
  ["a name", (browser) => browser.put("/api/me", { name: "Other" })],
  ["a device", (browser) => browser.delete("/api/me/devices/none")],
  ["a password", (browser) => browser.post("/api/me/password", {})],
];

test.each(writes)("[H9] %s: a person who is not approved writes a few times a minute", async (_, write) => {
  const browser = await pending();
  const most = admittedPerMinute.pending;
  const answers = await inTurn(most + 2, () => write(browser));
  // Some wait for reasons of their own: a guess at a password, a name changed again and again.
  expect(answers.slice(0, most).map(refusalOrNull)).not.toContain("429 too-many-requests");
  expectToWait(answers[most]);
  expectToWait(answers[most + 1]);
  // Looking goes on.
  expect((await browser.get("/api/me")).status).toBe(200);
});

/** What is refused to them, or to everybody. */
const refused: [name: string, write: (browser: Browser) => Promise<Answer>][] = [
  ["the campus", (browser) => browser.put("/api/campus", {})],
  ["an address that is nowhere", (browser) => browser.post("/api/nowhere")],
  ["a body that is no JSON", (browser) => browser.send("PATCH", "/api/me", "{", {})],
];

test.each(refused)("[H9] %s: what is refused is counted too", async (_, write) => {
  const browser = await pending();
  const most = requestsPerMinute.write.person;
  const answers = await inTurn(most + 1, () => write(browser));
  expect(answers.slice(0, most).map(({ status }) => status)).not.toContain(429);
  expectToWait(answers[most]);
});

test("[H9] an approved person writes more often, and one person's rate is nobody else's", async () => {
  const [ada, ben] = [await campus.signedIn("student", "Ada"), await campus.signedIn("student", "Ben")];
  const most = admittedPerMinute.active;
  const answers = await inTurn(most + 1, () => ada.delete("/api/me/devices/none"));
  expect(answers.slice(0, most).map(({ status }) => status)).toEqual(new Array(most).fill(404));
  expectToWait(answers[most]);
  expect((await ben.put("/api/me", { name: "Benjamin" })).status).toBe(200);
});

test("[H9] another device of the same person shares their rate", async () => {
  const browser = await pending();
  const second = campus.browser();
  for (const [name, value] of browser.cookies) second.cookies.set(name, value);
  await inTurn(admittedPerMinute.pending, () => browser.delete("/api/me/devices/none"));
  expectToWait(await second.put("/api/me", { name: "Other" }));
});

test("[H9] strangers behind one address share a rate", async () => {
  const own = await startCampus();
  try {
    const most = requestsPerMinute.write.stranger;
    const answers = await Promise.all(
      Array.from({ length: most + 20 }, () => own.browser().post("/api/invitations/lookup", {})),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(20);
    for (const answer of refused) expectToWait(answer);
    const staff = await own.signedIn("counselor", "Cleo");
    expect((await staff.get("/api/me")).status).toBe(200);
  } finally {
    await own.close();
  }
});

test("[H9] a flood from the campus's one address keeps nobody there out who is, or was, signed in on their device", async () => {
  const own = await startCampus();
  try {
    const [sam, ann] = [await own.signedIn("student", "Sam"), await own.signedIn("student", "Ann")];
    const { email } = ann.person;
    await ann.post("/api/auth/sign-in/email", { email, password });
    await ann.post("/api/auth/sign-out");
    // What others are refused counts against nobody else either.
    const flood = 11 * requestsPerMinute.write.stranger;
    for (let sent = 0; sent < flood; sent += 300)
      await Promise.all(Array.from({ length: 300 }, () => own.browser().post("/api/invitations/lookup", {})));
    expectToWait(await own.browser().post("/api/auth/sign-in/email", {}));
    expect((await sam.put("/api/me", { name: "Samuel" })).status).toBe(200);
    expect((await ann.post("/api/auth/sign-in/email", { email, password })).status).toBe(200);
    for (let asked = 0; asked < requestsPerMinute.write.device; asked++) await ann.post("/api/auth/sign-out");
    expectToWait(await ann.post("/api/auth/sign-out"));
  } finally {
    await own.close();
  }
}, 60_000);

test("[H9] reading has a rate too", async () => {
  const ada = await campus.signedIn("student", "Reader");
  const answers = await inTurn(requestsPerMinute.read.person + 1, () => ada.get("/api/me"));
  expect(answers.slice(0, -1).every(({ status }) => status === 200)).toBe(true);
  expectToWait(answers.at(-1));
});

test("[H9] after a minute a person writes again", async () => {
  const browser = await pending();
  await inTurn(admittedPerMinute.pending, () => browser.delete("/api/me/devices/none"));
  expectToWait(await browser.delete("/api/me/devices/none"));
  vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ["Date"] });
  expect(refusal(await browser.delete("/api/me/devices/none"))).toBe("404 no-such-sign-in");
});

test("[H10] a person changes their name a few times a day", async () => {
  const ada = await campus.signedIn("student", "Renamer");
  for (let change = 1; change <= renamesPerDay; change++) {
    expect((await ada.put("/api/me", { name: `Ada ${change}` })).status).toBe(200);
  }
  const refused = await ada.put("/api/me", { name: "Ada once more" });
  expectToWait(refused, "429 renamed-often");
  expect((await ada.get("/api/me")).json.person.name).toBe(`Ada ${renamesPerDay}`);
});
