import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { password, refusal, startCampus, type TestCampus, tokenIn } from "./test-campus.ts";

describe("the first admin", () => {
  test("[A2] is made with the printed link, once; a newer start ends the older link", async () => {
    const campus = await startCampus();
    try {
      const older = tokenIn(campus.accounts.setupLink(campus.url));
      const link = campus.accounts.setupLink(campus.url);
      expect(link).toMatch(new RegExp(`^${campus.url}/setup#token=[\\w-]{43}$`));
      const first = { name: "Root", email: "root@campus.example", password };
      const browser = campus.browser();
      expect(refusal(await browser.post("/api/setup", { ...first, token: older }))).toBe("410 link-spent");
      expect(refusal(await browser.post("/api/setup", { ...first, token: "x".repeat(43) }))).toBe(
        "410 link-spent",
      );
      const weak = { ...first, token: tokenIn(link), password: "short" };
      expect(refusal(await browser.post("/api/setup", weak))).toBe("400 weak-password");

      const answer = await browser.post("/api/setup", { ...first, token: tokenIn(link) });
      expect(answer.status).toBe(201);
      expect((await browser.get("/api/me")).json.person).toMatchObject({ role: "admin", status: "active" });
      const again = { ...first, email: "b@campus.example", token: tokenIn(link) };
      expect(refusal(await campus.browser().post("/api/setup", again))).toBe("410 already-set-up");
      expect(campus.accounts.setupLink(campus.url)).toBeNull();
    } finally {
      await campus.close();
    }
  });

  test("hostile: a student who signs up first does not use up the set-up", async () => {
    const campus = await startCampus();
    try {
      const token = tokenIn(campus.accounts.setupLink(campus.url));
      await campus
        .browser()
        .post("/api/auth/sign-up/email", { name: "M", email: "m@else.example", password });
      const body = { token, name: "Root", email: "root@campus.example", password };
      expect((await campus.browser().post("/api/setup", body)).status).toBe(201);
    } finally {
      await campus.close();
    }
  });

  test("of two set-ups at the same moment one wins", async () => {
    const campus = await startCampus();
    try {
      const token = tokenIn(campus.accounts.setupLink(campus.url));
      const answers = await Promise.all(
        ["a", "b"].map((name) =>
          campus.browser().post("/api/setup", { token, name, email: `${name}@campus.example`, password }),
        ),
      );
      expect(answers.map((answer) => answer.status).sort()).toEqual([201, 410]);
      expect(campus.accounts.people()).toHaveLength(1);
    } finally {
      await campus.close();
    }
  });
});

describe("invitations", () => {
  let campus: TestCampus;
  beforeAll(async () => {
    campus = await startCampus();
  });
  afterAll(() => campus.close());

  test("[A3] make an active counselor or admin, who is signed in; the link works once", async () => {
    const admin = await campus.signedIn("admin", "inviter");
    for (const role of ["counselor", "admin"]) {
      const email = `${role}@campus.example`;
      const { link } = (await admin.post("/api/invitations", { email, role })).json;
      expect(link).toMatch(new RegExp(`^${campus.url}/invitation#token=[\\w-]{43}$`));
      const token = tokenIn(link);
      const guest = campus.browser();
      expect((await guest.post("/api/invitations/lookup", { token })).json).toEqual({ email, role });
      expect((await guest.post("/api/invitations/lookup", { token })).status).toBe(200);
      const accepted = await guest.post("/api/invitations/accept", { token, name: "New", password });
      expect(accepted.status).toBe(201);
      expect((await guest.get("/api/me")).json.person).toMatchObject({ email, role, status: "active" });
      const again = await campus
        .browser()
        .post("/api/invitations/accept", { token, name: "Twice", password });
      expect(refusal(again)).toBe("410 link-spent");
    }
  });

  test("accepted on a shared computer, the sign-in lasts 12 hours as well", async () => {
    const admin = await campus.signedIn("admin", "inviter7");
    const { link } = (
      await admin.post("/api/invitations", { email: "shared@campus.example", role: "counselor" })
    ).json;
    const guest = campus.browser();
    await guest.post("/api/invitations/accept", {
      token: tokenIn(link),
      name: "S",
      password,
      rememberMe: false,
    });
    const { id } = (await guest.get("/api/me")).json.session;
    const expires = String(campus.db.prepare("SELECT expiresAt FROM session WHERE id = ?").pluck().get(id));
    expect((Date.parse(expires) - Date.now()) / 3_600_000).toBeCloseTo(12, 1);
  });

  test("[A1] hostile: the invited person chooses neither address nor role", async () => {
    const admin = await campus.signedIn("admin", "inviter2");
    const { link } = (
      await admin.post("/api/invitations", { email: "only@campus.example", role: "counselor" })
    ).json;
    for (const extra of [{ role: "admin" }, { email: "other@campus.example" }, { status: "active" }]) {
      const body = { token: tokenIn(link), name: "New", password, ...extra };
      expect(refusal(await campus.browser().post("/api/invitations/accept", body))).toBe("400 bad-request");
    }
  });

  test("are for staff only, and not for addresses that have an account", async () => {
    const admin = await campus.signedIn("admin", "inviter3");
    const student = { email: "s@campus.example", role: "student" };
    expect(refusal(await admin.post("/api/invitations", student))).toBe("400 bad-request");
    const known = { email: admin.person.email.toUpperCase(), role: "admin" };
    expect(refusal(await admin.post("/api/invitations", known))).toBe("409 email-taken");
  });

  test("are listed without their tokens, can be withdrawn, and a newer one replaces the older", async () => {
    const admin = await campus.signedIn("admin", "inviter4");
    const invite = async () =>
      tokenIn(
        (await admin.post("/api/invitations", { email: "once@campus.example", role: "counselor" })).json.link,
      );
    const older = await invite();
    const newer = await invite();
    const { invitations } = (await admin.get("/api/invitations")).json;
    const mine = invitations.filter(
      (invitation: { email: string }) => invitation.email === "once@campus.example",
    );
    expect(mine).toEqual([
      {
        id: expect.any(String),
        email: "once@campus.example",
        role: "counselor",
        createdAt: expect.any(String),
        expiresAt: expect.any(String),
      },
    ]);
    expect((Date.parse(mine[0].expiresAt) - Date.parse(mine[0].createdAt)) / 86_400_000).toBe(7);
    const lookUp = (token: string) => campus.browser().post("/api/invitations/lookup", { token });
    expect(refusal(await lookUp(older))).toBe("410 link-spent");
    expect((await lookUp(newer)).status).toBe(200);
    expect((await admin.delete(`/api/invitations/${mine[0].id}`)).status).toBe(204);
    expect(refusal(await lookUp(newer))).toBe("410 link-spent");
    expect(refusal(await admin.delete(`/api/invitations/${mine[0].id}`))).toBe("404 no-such-invitation");
  });

  test("hostile: a reset link opens no invitation, and the other way round", async () => {
    const admin = await campus.signedIn("admin", "inviter5");
    const reset = tokenIn(campus.accounts.resetLink(admin.person.id, null, campus.url));
    expect(refusal(await campus.browser().post("/api/invitations/lookup", { token: reset }))).toBe(
      "410 link-spent",
    );
    const { link } = (await admin.post("/api/invitations", { email: "x@campus.example", role: "admin" }))
      .json;
    const body = { token: tokenIn(link), password: "another password" };
    expect(refusal(await campus.browser().post("/api/reset-password", body))).toBe("410 link-spent");
  });

  test("[A19] an address that got an account meanwhile keeps it, and the link tells nobody of it", async () => {
    const admin = await campus.signedIn("admin", "inviter6");
    const { link } = (await admin.post("/api/invitations", { email: "race@campus.example", role: "admin" }))
      .json;
    await campus.accounts.add({ name: "R", email: "race@campus.example", role: "student", password });
    const body = { token: tokenIn(link), name: "R", password };
    expect(refusal(await campus.browser().post("/api/invitations/accept", body))).toBe("410 link-spent");
    expect(campus.accounts.personByEmail("race@campus.example")?.role).toBe("student");
  });
});
