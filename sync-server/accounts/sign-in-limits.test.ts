import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { password, refusal, startCampus, type TestCampus } from "../http/test-campus.ts";
import { countedAddress, SignInLimits } from "./sign-in-limits.ts";

describe("over HTTP", () => {
  let campus: TestCampus;
  let now = Date.now();
  beforeEach(async () => {
    // One proxy is trusted, so that a test can come from any address.
    campus = await startCampus({ env: { TRUST_PROXY: "1" }, now: () => now });
  });
  afterEach(() => campus.close());

  const signIn = (email: string, given: string, from: string) =>
    campus.browser().post("/api/auth/sign-in/email", { email, password: given }, { "x-forwarded-for": from });

  test("[A5] hostile: five wrong passwords from one address, and the sixth attempt is not even looked at", async () => {
    await campus.accounts.add({ name: "A", email: "a@else.example", role: "student", password });
    const guesses = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => signIn("a@else.example", `guess ${n}`, "203.0.113.1")),
    );
    expect(guesses.map((answer) => answer.status).sort()).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const right = await signIn("A@else.example", password, "203.0.113.1");
    expect(refusal(right)).toBe("429 too-many-attempts");
    expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(150);
    expect((await signIn("a@else.example", password, "203.0.113.2")).status).toBe(200);
    now += 181_000;
    expect((await signIn("a@else.example", password, "203.0.113.1")).status).toBe(200);
  });

  test("hostile: an unknown account is limited in the same way", async () => {
    const answers = [];
    for (let n = 0; n < 6; n++)
      answers.push(refusal(await signIn("nobody@else.example", `guess ${n}`, "203.0.113.1")));
    expect(answers).toEqual([...Array(5).fill("401 wrong-credentials"), "429 too-many-attempts"]);
  });

  test("hostile: a header with an invented address changes nothing where no proxy is trusted", async () => {
    const bare = await startCampus();
    try {
      const answers = [];
      for (let n = 0; n < 6; n++) {
        const body = { email: "nobody@else.example", password: `guess ${n}` };
        const invented = {
          "x-forwarded-for": `203.0.113.${n}`,
          "x-alcove-address": `203.0.113.${n}`,
          "x-real-ip": `203.0.113.${n}`,
        };
        answers.push((await bare.browser().post("/api/auth/sign-in/email", body, invented)).status);
      }
      expect(answers).toEqual([401, 401, 401, 401, 401, 429]);
    } finally {
      await bare.close();
    }
  });

  test("[A5] hostile: a guess spread over many addresses is slowed, but the owner's own device is not locked out", async () => {
    await campus.accounts.add({ name: "O", email: "o@else.example", role: "counselor", password });
    expect((await signIn("o@else.example", password, "198.51.100.7")).status).toBe(200);
    for (let n = 0; n < 20; n++)
      expect((await signIn("o@else.example", `guess ${n}`, `203.0.113.${n}`)).status).toBe(401);
    const slowed = await signIn("o@else.example", "guess", "203.0.113.200");
    expect(refusal(slowed)).toBe("429 too-many-attempts");
    expect(Number(slowed.headers.get("retry-after"))).toBeLessThanOrEqual(30);
    expect((await signIn("o@else.example", password, "198.51.100.7")).status).toBe(200);
  });

  test("honest sign-ins use nothing up", async () => {
    await campus.accounts.add({ name: "H", email: "h@else.example", role: "student", password });
    const statuses = [];
    for (let n = 0; n < 25; n++)
      statuses.push((await signIn("h@else.example", password, "203.0.113.1")).status);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

test("one address at many accounts: 100 at once, then one every 9 seconds", () => {
  let now = 0;
  const limits = new SignInLimits({ isKnownAddress: () => false, now: () => now });
  for (let n = 0; n < 100; n++) limits.attempt(`${n}@campus.example`, "203.0.113.1");
  expect(() => limits.attempt("101@campus.example", "203.0.113.1")).toThrow(/Too many attempts/);
  limits.attempt("101@campus.example", "203.0.113.2");
  now += 9_000;
  limits.attempt("102@campus.example", "203.0.113.1");
});

test("a refused attempt costs the other counts nothing", () => {
  const limits = new SignInLimits({ isKnownAddress: () => false, now: () => 0 });
  for (let n = 0; n < 5; n++) limits.attempt("a@campus.example", "203.0.113.1");
  for (let n = 0; n < 50; n++) {
    expect(() => limits.attempt("a@campus.example", "203.0.113.1")).toThrow(/Too many attempts/);
  }
  // 15 of the account's 20 are left for three other addresses.
  for (const host of [2, 3, 4]) {
    for (let n = 0; n < 5; n++) limits.attempt("a@campus.example", `203.0.113.${host}`);
  }
  expect(() => limits.attempt("a@campus.example", "203.0.113.5")).toThrow(/Too many attempts/);
});

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"],
  ["2001:DB8:1:2::9", "2001:db8:1:2::"],
  ["2001:db8::1", "2001:db8:0:0::"],
  ["::1", "0:0:0:0::"],
  ["fe80::1%eth0", "fe80:0:0:0::"],
  ["203.0.113.9:50412", "203.0.113.9"],
  ["[2001:db8:1:2::9]:50412", "2001:db8:1:2::"],
  ["[::ffff:203.0.113.9]:1", "203.0.113.9"],
  [undefined, "0.0.0.0"],
])("attempts from %s count for %s", (address, counted) => {
  expect(countedAddress(address)).toBe(counted);
});

test("[A21] a device that the account was signed in to on is counted apart from its network, and bounded itself", () => {
  const limits = new SignInLimits({ isKnownAddress: () => false, now: () => 0 });
  for (let n = 0; n < 100; n++) limits.attempt(`${n}@campus.example`, "203.0.113.1");
  for (let n = 0; n < 5; n++) limits.attempt("a@campus.example", "203.0.113.1", "device");
  expect(() => limits.attempt("a@campus.example", "203.0.113.1", "device")).toThrow(/Too many attempts/);
});
