import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addSignIn, mostSignIns } from "../accounts/sign-ins.ts";
import { Browser, password, refusal, startCampus, type TestCampus } from "./test-campus.ts";

let campus: TestCampus;
beforeAll(async () => {
  campus = await startCampus();
});
afterAll(() => campus.close());

async function anotherDevice(email: string, userAgent: string): Promise<Browser> {
  const browser = new Browser(campus.url);
  await browser.post("/api/auth/sign-in/email", { email, password }, { "user-agent": userAgent });
  return browser;
}

describe("my name", () => {
  test("is mine to change, alone, and the hub hears it", async () => {
    const me = await campus.signedIn("student", "namer");
    campus.events.length = 0;
    expect((await me.put("/api/me", { name: "  Ana María  " })).json.person.name).toBe("Ana María");
    expect(campus.events).toEqual([
      { kind: "changed", before: me.person, person: { ...me.person, name: "Ana María" } },
    ]);
  });

  test.each([{ role: "admin" }, { status: "active" }, { email: "x@x.example" }, { id: "x" }])(
    "hostile: with it comes no %j",
    async (extra) => {
      const me = await campus.signedIn("student", `sly${Object.keys(extra)[0]}`);
      expect(refusal(await me.put("/api/me", { name: "Sly", ...extra }))).toBe("400 bad-request");
      expect(campus.accounts.person(me.person.id)).toEqual(me.person);
    },
  );
});

describe("my devices", () => {
  test("are listed without their tokens, and one of them can be signed out", async () => {
    const laptop = await campus.signedIn("counselor", "owner");
    const phone = await anotherDevice(laptop.person.email, "Phone");
    const { devices } = (await laptop.get("/api/me/devices")).json;
    expect(devices).toHaveLength(2);
    expect(Object.keys(devices[0]).sort()).toEqual(["createdAt", "current", "id", "lastSeenAt", "userAgent"]);
    const other = devices.find((device: { current: boolean }) => !device.current);
    expect(other).toMatchObject({ userAgent: "Phone", createdAt: expect.stringMatching(/Z$/) });
    expect((await laptop.delete(`/api/me/devices/${other.id}`)).status).toBe(204);
    expect(refusal(await phone.get("/api/me"))).toBe("401 signed-out");
    expect(campus.events).toContainEqual({ kind: "signedOut", sessionId: other.id });
    expect((await laptop.get("/api/me")).status).toBe(200);
  });

  test("hostile: somebody else's device is not mine to sign out", async () => {
    const victim = await campus.signedIn("student", "victim");
    const mallory = await campus.signedIn("admin", "mallory");
    const { id } = (await victim.get("/api/me")).json.session;
    expect(refusal(await mallory.delete(`/api/me/devices/${id}`))).toBe("404 no-such-sign-in");
    expect((await victim.get("/api/me")).status).toBe(200);
  });

  test("sign-out everywhere ends every one of them", async () => {
    const laptop = await campus.signedIn("student", "everywhere");
    const phone = await anotherDevice(laptop.person.email, "Phone");
    campus.events.length = 0;
    expect((await phone.post("/api/me/sign-out-everywhere")).status).toBe(204);
    for (const device of [laptop, phone]) expect(refusal(await device.get("/api/me"))).toBe("401 signed-out");
    expect(campus.events.map((event) => event.kind)).toEqual(["signedOut", "signedOut"]);
  });

  test("last seen moves on, but is not written at every request", async () => {
    const me = await campus.signedIn("student", "seen");
    const seen = () => campus.accounts.people().find((person) => person.id === me.person.id)?.lastSeenAt;
    const first = seen();
    await me.get("/api/me");
    expect(seen()).toBe(first);
    const earlier = new Date(Date.now() - 6 * 60_000).toISOString();
    campus.db.prepare("UPDATE session SET updatedAt = ? WHERE userId = ?").run(earlier, me.person.id);
    await me.get("/api/me");
    const [device] = (await me.get("/api/me/devices")).json.devices;
    expect(Date.parse(device.lastSeenAt)).toBeGreaterThan(Date.parse(earlier));
    expect(seen()).toBe(device.lastSeenAt);
  });
});

describe("my password", () => {
  const next = "a brand new password";

  test("changes with the current one; other sign-ins end and this one stays", async () => {
    const laptop = await campus.signedIn("student", "changer");
    const phone = await anotherDevice(laptop.person.email, "Phone");
    const answer = await laptop.post("/api/me/password", { currentPassword: password, newPassword: next });
    expect(answer.status).toBe(204);
    expect((await laptop.get("/api/me")).status).toBe(200);
    expect(refusal(await phone.get("/api/me"))).toBe("401 signed-out");
    const again = { email: laptop.person.email, password: next };
    expect((await campus.browser().post("/api/auth/sign-in/email", again)).status).toBe(200);
  });

  test("a change ends a reset link that an admin made earlier", async () => {
    const me = await campus.signedIn("student", "linked");
    const token = new URL(campus.accounts.resetLink(me.person.id, null, campus.url)).hash.slice(
      "#token=".length,
    );
    await me.post("/api/me/password", { currentPassword: password, newPassword: next });
    const reset = { token, password: "taken over again" };
    expect(refusal(await campus.browser().post("/api/reset-password", reset))).toBe("410 link-spent");
  });

  test("a weak one is refused", async () => {
    const me = await campus.signedIn("student", "weakling");
    const body = { currentPassword: password, newPassword: me.person.email };
    expect(refusal(await me.post("/api/me/password", body))).toBe("400 weak-password");
  });

  test("hostile: with a stolen sign-in the current one can be guessed five times, and then once a minute", async () => {
    const me = await campus.signedIn("student", "stolen");
    const guess = (currentPassword: string) =>
      me.post("/api/me/password", { currentPassword, newPassword: next });
    for (let n = 0; n < 5; n++) expect(refusal(await guess(`guess number ${n}`))).toBe("403 wrong-password");
    const stopped = await guess(password);
    expect(refusal(stopped)).toBe("429 too-many-attempts");
    expect(Number(stopped.headers.get("retry-after"))).toBeGreaterThan(50);
    expect(Number(stopped.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    await expect(campus.accounts.verifyPassword(me.person.id, password)).rejects.toThrow(/Too many attempts/);
  });
});

test("a pending person may ask who they are, and nothing that needs an active one", async () => {
  const browser = campus.browser();
  await browser.signUp({ name: "P", email: "p@else.example", password });
  expect((await browser.get("/api/me")).json.person.status).toBe("pending");
  expect(refusal(await browser.get("/api/people"))).toBe("403 account-pending");
});

test("verifyPassword is the person's password now, and nothing else", async () => {
  const { person } = await campus.signedIn("admin", "prover");
  expect(await campus.accounts.verifyPassword(person.id, password)).toBe(true);
  expect(await campus.accounts.verifyPassword(person.id, `${password} `)).toBe(false);
  expect(await campus.accounts.verifyPassword("nobody", password)).toBe(false);
});

test("[H20] a person has so many sign-ins at most: one more ends the one that was not seen for longest", async () => {
  const { person } = await campus.signedIn("student", "of-many-devices");
  const earlier = { personId: person.id, secret: "x".repeat(32), userAgent: "old", lastsMs: 86_400_000 };
  for (let count = 1; count < mostSignIns; count++) addSignIn(campus.db, earlier);
  const oldest = campus.db.prepare("SELECT id FROM session WHERE userId = ? LIMIT 1").pluck().get(person.id);
  campus.db.prepare("UPDATE session SET updatedAt = '2020-01-01T00:00:00.000Z' WHERE id = ?").run(oldest);
  const browser = campus.browser();
  await browser.post("/api/auth/sign-in/email", { email: person.email, password });
  const { devices } = (await browser.get("/api/me/devices")).json;
  expect(devices).toHaveLength(mostSignIns);
  expect(devices.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
  expect(devices.map(({ id }: { id: string }) => id)).not.toContain(oldest);
});
