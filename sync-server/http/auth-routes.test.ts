import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { password, refusal, startCampus, type TestCampus } from "./test-campus.ts";

let campus: TestCampus;
beforeAll(async () => {
  campus = await startCampus({ env: { ALCOVE_STUDENT_DOMAINS: "campus.example" } });
});
afterAll(() => campus.close());

const sessions = () => campus.db.prepare("SELECT count(*) FROM session").pluck().get();

describe("signing up", () => {
  test("[A4] makes a student who waits for approval and is signed in meanwhile", async () => {
    const ana = campus.browser();
    const answer = await ana.signUp({ name: "Ana", email: "Ana@Else.example", password });
    expect(answer.status).toBe(200);
    const me = await ana.get("/api/me");
    expect(me.json).toEqual({
      person: {
        id: expect.any(String),
        name: "Ana",
        email: "ana@else.example",
        role: "student",
        status: "pending",
      },
      campus: { name: "Alcove" },
      session: { id: expect.any(String) },
      demo: false,
    });
  });

  test("[A4] admits the campus's own mail domains at once, and neither sub-domains nor look-alikes", async () => {
    const statuses = [];
    for (const email of [
      "b@campus.example",
      "b@x.campus.example",
      "b@evilcampus.example",
      '"b@campus.example"@evil.example',
    ]) {
      const browser = campus.browser();
      await browser.signUp({ name: "B", email, password });
      statuses.push((await browser.get("/api/me")).json?.person?.status ?? "refused");
    }
    expect(statuses).toEqual(["active", "pending", "pending", "refused"]);
  });

  test.each([
    ["too short", "ninechars"],
    ["too long", "x1".repeat(65)],
    ["their address", "weak@else.example"],
    ["one letter", "aaaaaaaaaaaa"],
    ["common", "password123"],
    ["common with a capital and a sign", "Password123!"],
    ["a row of keys", "qwertyuiop"],
    ["a row of digits", "1234567890"],
    ["a common word twice", "footballfootball"],
    ["a common word and a year", "letmein2024"],
    ["their name", "winonaryder"],
    ["their name and a number", "Winona.Ryder90"],
    ["their address and a sign", "weak@else.example!"],
    ["the name of the campus", "Alcove 2024!"],
  ])("[A20] refuses a password that is %s", async (_why, weak) => {
    const body = { name: "Winona Ryder", email: "weak@else.example", password: weak };
    expect(refusal(await campus.browser().post("/api/auth/sign-up/email", body))).toBe("400 weak-password");
    expect(campus.accounts.personByEmail("weak@else.example")).toBeNull();
  });

  test("[A19] answers alike whether or not the address has an account, changes nothing, and its owner gets mail", async () => {
    const owner = await campus.accounts.add({
      name: "T",
      email: "taken@else.example",
      role: "student",
      password,
    });
    const signUp = async (email: string) => {
      const answer = await campus
        .browser()
        .post("/api/auth/sign-up/email", { name: "T", email, password: "another long secret" });
      const { status, text, headers } = answer;
      const named = [...headers].filter(([name]) => name !== "date");
      return { status, text, named };
    };
    const taken = await signUp("TAKEN@else.example");
    const free = await signUp("free@else.example");
    expect(taken).toEqual(free);
    expect(taken.status).toBe(200);
    expect(campus.mails).toEqual([{ person: owner.id, kind: "sign-up-tried" }]);
    expect(await campus.accounts.verifyPassword(owner.id, password)).toBe(true);
    expect(campus.accounts.person(owner.id)).toEqual(owner);
  });

  test("[A19] of two sign-ups with one address at the same moment both are answered alike", async () => {
    const body = { name: "R", email: "race@else.example", password };
    const answers = await Promise.all(
      [1, 2].map(() => campus.browser().post("/api/auth/sign-up/email", body)),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
  });

  test.each(["role", "status", "id", "emailVerified", "createdAt"])(
    "hostile: nobody signs up with a %s of their own",
    async (field) => {
      const body = {
        name: "H",
        email: "h@else.example",
        password,
        [field]: field === "role" ? "admin" : "active",
      };
      expect(refusal(await campus.browser().post("/api/auth/sign-up/email", body))).toBe("400 bad-request");
      expect(campus.accounts.personByEmail("h@else.example")).toBeNull();
    },
  );

  test("[A1] hostile: better-auth itself, asked past our routes, still makes a pending student", async () => {
    const body = { name: "H", email: "h2@else.example", password, role: "admin", status: "active" };
    const auth = await campus.accounts.auth();
    await auth.handler(
      new Request("http://localhost:8787/api/auth/sign-up/email", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    expect(campus.accounts.personByEmail("h2@else.example")).toMatchObject({
      role: "student",
      status: "pending",
    });
  });
});

describe("signing up where mail is set up", () => {
  const chosen = "a password of mallory";
  let mailing: TestCampus;
  beforeAll(async () => {
    mailing = await startCampus({ mail: true, env: { ALCOVE_STUDENT_DOMAINS: "campus.example" } });
  });
  afterAll(() => mailing.close());

  const signUp = (email: string, more: object = { password: chosen }) =>
    mailing.browser().post("/api/auth/sign-up/email", { name: "M", email, ...more });
  const signIn = async (email: string, secret: string) => {
    const { status, text } = await mailing
      .browser()
      .post("/api/auth/sign-in/email", { email, password: secret });
    return { status, text };
  };
  const mailsTo = (email: string) => {
    const person = mailing.accounts.personByEmail(email)?.id;
    return mailing.mails.filter((each) => each.person === person).map(({ kind }) => kind);
  };

  test("[A19] who signs up with somebody's address and then signs in learns nothing of an account there", async () => {
    await mailing.accounts.add({ name: "T", email: "taken@campus.example", role: "student", password });
    await signIn("taken@campus.example", password);
    for (const email of ["taken@campus.example", "free@campus.example"]) await signUp(email);
    const taken = await signIn("taken@campus.example", chosen);
    expect(await signIn("free@campus.example", chosen)).toEqual(taken);
    expect(await signIn("nobody@campus.example", chosen)).toEqual(taken);
    expect(taken.status).toBe(401);
    expect(mailsTo("taken@campus.example")).toEqual(["sign-up-tried"]);
    expect(mailsTo("free@campus.example")).toEqual(["finish-sign-up"]);
  });

  test("[A19] the mailed link opens the account, whoever signed up with the address before", async () => {
    const email = "victim@campus.example";
    await signUp(email);
    expect((await signUp(email, {})).status).toBe(200);
    expect(mailsTo(email)).toEqual(["finish-sign-up", "finish-sign-up"]);
    const id = mailing.accounts.personByEmail(email)?.id ?? "";
    const token = mailing.accounts.resetLink(id, "mail", mailing.url).split("token=")[1];
    const set = await mailing.browser().post("/api/reset-password", { token, password });
    expect(set.status).toBe(204);
    expect((await signIn(email, chosen)).status).toBe(401);
    expect((await signIn(email, password)).status).toBe(200);
    await signUp(email);
    expect(mailsTo(email).at(-1)).toBe("sign-up-tried");
  });

  test("[A19] staff who never signed in are asked to finish nothing: their account is theirs already", async () => {
    const email = "new@staff.example";
    await mailing.accounts.add({ name: "N", email, role: "counselor", password });
    await signUp(email);
    expect(mailsTo(email)).toEqual(["sign-up-tried"]);
  });

  test("without mail a sign-up needs a password", async () => {
    const answer = await campus
      .browser()
      .post("/api/auth/sign-up/email", { name: "M", email: "m@e.example" });
    expect(refusal(answer)).toBe("400 bad-request");
  });
});

describe("names", () => {
  const staff = "Leila Haddad";
  beforeAll(async () => {
    await campus.accounts.add({
      name: staff,
      email: "leila@staff.example",
      role: "counselor",
      password: null,
    });
  });
  const signUp = (name: string) =>
    campus
      .browser()
      .post("/api/auth/sign-up/email", { name, email: `${Math.random()}@else.example`, password });

  test.each([
    "Ana\u202egro",
    "A\u200bna",
    "\u3164",
    "\u0301",
    "",
    staff,
    "LEILA  HADDAD",
    "Leila H\u0430ddad",
    "\u{1d40b}eila Haddad",
    "Dr. Leila Haddad (counselor)",
    "Alcove",
    "Admin",
  ])("[A16][A18] hostile: nobody signs up or is renamed as %j", async (name) => {
    expect(refusal(await signUp(name))).toBe("400 bad-name");
    const student = await campus.signedIn("student", `n${Math.random()}`);
    expect(refusal(await student.put("/api/me", { name }))).toBe("400 bad-name");
    expect(campus.accounts.person(student.person.id)).toEqual(student.person);
  });

  test("[A16] hostile: better-auth itself, asked past our routes, meets the same judge", async () => {
    const auth = await campus.accounts.auth();
    const asked = (target: string, body: object) =>
      auth.handler(
        new Request(`http://localhost:8787/api/auth${target}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(body),
        }),
      );
    const answer = await asked("/sign-up/email", { name: staff, email: "h3@else.example", password });
    expect(answer.status).toBe(400);
    expect(campus.accounts.personByEmail("h3@else.example")).toBeNull();
  });

  test("[A16] a name is stored in its one form, and staff may share one", async () => {
    const student = await campus.signedIn("student", "spaced");
    const { person } = (await student.put("/api/me", { name: "  Jose\u0301   Ｎúñez " })).json;
    expect(person.name).toBe("José Núñez");
    const colleague = await campus.signedIn("counselor", "colleague");
    expect((await colleague.put("/api/me", { name: staff })).json.person.name).toBe(staff);
  });

  test("[A16] a name from before these rules stays, may be saved again, and is shown without what hides", async () => {
    const student = await campus.signedIn("student", "earlier");
    campus.db.prepare('UPDATE "user" SET name = ? WHERE id = ?').run("A\u200bn\u202ea", student.person.id);
    campus.accounts.look();
    expect((await student.get("/api/me")).json.person.name).toBe("Ana");
    expect((await student.put("/api/me", { name: "Ana" })).status).toBe(200);
  });
});

describe("better-auth's other endpoints", () => {
  test.each([
    ["POST", "/update-user", { role: "admin", status: "active", name: "X" }],
    ["POST", "/admin/set-role", { userId: "x", role: "admin" }],
    ["POST", "/admin/create-user", { email: "x@x.example", password, role: "admin", name: "X" }],
    ["GET", "/admin/list-users", undefined],
    ["GET", "/list-sessions", undefined],
    ["GET", "/get-session", undefined],
    ["POST", "/change-password", { currentPassword: password, newPassword: "another password" }],
    ["POST", "/change-email", { newEmail: "x@x.example" }],
    ["POST", "/delete-user", {}],
    ["POST", "/request-password-reset", { email: "x@x.example" }],
    ["POST", "/sign-in/social", { provider: "google" }],
    ["POST", "/sign-in/email/", undefined],
    ["POST", "/sign-up/../update-user", { name: "X" }],
    ["GET", "/error", undefined],
    ["GET", "/ok", undefined],
  ])("hostile: %s /api/auth%s is not open to a student", async (method, path, body) => {
    const student = await campus.signedIn("student", `s${Math.random().toString(36).slice(2)}`);
    const answer = await student.send(method, `/api/auth${path}`, body);
    expect([400, 404]).toContain(answer.status);
    refusal(answer);
    expect(campus.accounts.person(student.person.id)).toEqual(student.person);
  });
});

describe("signing in", () => {
  test("[A6] the cookie is out of reach of scripts and of other sites, and lasts 30 days", async () => {
    await campus.accounts.add({ name: "C", email: "c@else.example", role: "counselor", password });
    const answer = await campus
      .browser()
      .post("/api/auth/sign-in/email", { email: "c@else.example", password });
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^alcove\.session_token=/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(cookie).toMatch(/Max-Age=2592000/);
    expect(cookie).not.toMatch(/Secure/);
  });

  test("[A6] on a shared computer the cookie ends with the browser, and the sign-in after 12 hours", async () => {
    await campus.accounts.add({ name: "D", email: "d@else.example", role: "student", password });
    const browser = campus.browser();
    const answer = await browser.post("/api/auth/sign-in/email", {
      email: "d@else.example",
      password,
      rememberMe: false,
    });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith("alcove.session_token="));
    expect(cookie).not.toMatch(/Max-Age|Expires/i);
    const { id } = (await browser.get("/api/me")).json.session;
    const expires = String(campus.db.prepare("SELECT expiresAt FROM session WHERE id = ?").pluck().get(id));
    const hours = (Date.parse(expires) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(11.9);
    expect(hours).toBeLessThanOrEqual(12);
  });

  test("[A13] the cookie's value works as a bearer, and a token without our signature does not", async () => {
    await campus.accounts.add({ name: "E", email: "e@else.example", role: "student", password });
    const browser = campus.browser();
    await browser.post("/api/auth/sign-in/email", { email: "e@else.example", password });
    const value = decodeURIComponent(browser.cookies.get("alcove.session_token") ?? "");
    const [token = ""] = value.split(".");
    const me = (headers: Record<string, string>) => campus.browser().get("/api/me", headers);
    expect((await me({ authorization: `Bearer ${value}` })).json.person.name).toBe("E");
    expect((await me({ authorization: `bearer ${encodeURIComponent(value)}` })).json.person.name).toBe("E");
    for (const bearer of [token, `${token}.`, `${token}x`, `${token}.AAAA`, `.${value}`, `${value}.`]) {
      expect(refusal(await me({ authorization: `Bearer ${bearer}` }))).toBe("401 signed-out");
    }
    for (const cookie of [token, `${token}.%`, `${token}.`])
      expect(refusal(await me({ cookie: `alcove.session_token=${cookie}` }))).toBe("401 signed-out");
  });

  test("[A13] what the database keeps of a sign-in opens nothing, signed or not", async () => {
    await campus.accounts.add({ name: "E2", email: "e2@else.example", role: "student", password });
    const browser = campus.browser();
    await browser.post("/api/auth/sign-in/email", { email: "e2@else.example", password });
    const value = decodeURIComponent(browser.cookies.get("alcove.session_token") ?? "");
    const [token = "", signature = ""] = value.split(".");
    const stored = campus.db
      .prepare('SELECT s.token FROM session s JOIN "user" u ON u.id = s.userId WHERE u.email = ?')
      .pluck()
      .get("e2@else.example");
    expect(stored).toMatch(/^[0-9a-f]{64}$/);
    expect(stored).not.toContain(token);
    for (const bearer of [stored, `${stored}.${signature}`])
      expect(refusal(await campus.browser().get("/api/me", { authorization: `Bearer ${bearer}` }))).toBe(
        "401 signed-out",
      );
  });

  test("[A14] no answer carries a credential that a script could read", async () => {
    await campus.accounts.add({ name: "E3", email: "e3@else.example", role: "admin", password });
    const browser = campus.browser();
    const answers = [
      await browser.post("/api/auth/sign-up/email", { name: "E4", email: "e4@else.example", password }),
      await browser.post("/api/auth/sign-in/email", { email: "e3@else.example", password }),
      await browser.get("/api/me"),
      await browser.get("/api/me/devices"),
      await browser.get("/api/auth/get-session"),
      await browser.get("/api/auth/list-sessions"),
      await browser.get("/api/people"),
    ];
    const value = decodeURIComponent(browser.cookies.get("alcove.session_token") ?? "");
    const [token = ""] = value.split(".");
    expect(token.length).toBeGreaterThan(20);
    for (const { text, headers } of answers) {
      const readable = `${text} ${JSON.stringify([...headers].filter(([name]) => name !== "set-cookie"))}`;
      expect(readable).not.toContain(token);
      expect(readable).not.toMatch(/"(token|sessionToken|set-auth-token)"/);
    }
    expect(answers[1]?.json.user.email).toBe("e3@else.example");
  });

  test.each([
    ["a bearer of the proxy's own", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJwcm94eSJ9."],
    ["a bearer without a dot", "Bearer 0123456789abcdef0123456789abcdef"],
    ["Basic", `Basic ${btoa("staff:staff")}`],
    ["Negotiate", "Negotiate YIIB"],
    ["nothing behind Bearer", "Bearer "],
    ["two bearers", "Bearer one, Bearer two"],
  ])("[A15] %s, added by a proxy, does not hide a good cookie", async (_what, authorization) => {
    const name = `proxied${Math.random().toString(36).slice(2)}`;
    const browser = await campus.signedIn("student", name);
    expect((await browser.get("/api/me", { authorization })).json?.person?.name).toBe(name);
    const renamed = await browser.send("POST", "/api/me/sign-out-everywhere", {}, { authorization });
    expect(renamed.status).toBe(204);
    expect(refusal(await browser.get("/api/me", { authorization }))).toBe("401 signed-out");
  });

  test("[A15] a cookie of the same name that we did not sign, or the same twice, hides no good one; two that we signed are nobody's", async () => {
    const [here, other] = [
      await campus.signedIn("student", "cookie"),
      await campus.signedIn("student", "toss"),
    ];
    const line = (browser: typeof here) =>
      `alcove.session_token=${browser.cookies.get("alcove.session_token")}`;
    const who = async (cookie: string) =>
      (await campus.browser().get("/api/me", { cookie })).json?.person?.name;
    expect(await who(`${line(here)}; ${line(here)}`)).toBe("cookie");
    expect(await who(`alcove.session_token=tossed; ${line(here)}`)).toBe("cookie");
    expect(await who(`${line(here)}; alcove.session_token=`)).toBe("cookie");
    expect(await who(`${line(here)}; ${line(other)}`)).toBeUndefined();
    expect(await who(`${line(other)}; ${line(here)}`)).toBeUndefined();
  });

  test("[A15] a bearer that ended does not hide a good cookie either, and a proxy's bearer excuses no foreign page", async () => {
    const [gone, here] = [await campus.signedIn("student", "gone"), await campus.signedIn("student", "here")];
    const authorization = `Bearer ${decodeURIComponent(gone.cookies.get("alcove.session_token") ?? "")}`;
    campus.accounts.endAllSignIns(gone.person.id);
    expect((await here.get("/api/me", { authorization })).json.person.name).toBe("here");
    const foreign = { origin: "https://evil.example", authorization: "Bearer of-a-proxy" };
    const body = { email: "here@staff.example", password };
    expect(refusal(await campus.browser().send("POST", "/api/auth/sign-in/email", body, foreign))).toBe(
      "403 foreign-origin",
    );
  });

  test("[A15] a sign-out behind such a proxy ends the cookie's sign-in", async () => {
    const browser = await campus.signedIn("student", "proxied leaver");
    const cookie = `alcove.session_token=${browser.cookies.get("alcove.session_token")}`;
    const authorization = "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJwcm94eSJ9.";
    expect((await browser.send("POST", "/api/auth/sign-out", {}, { authorization })).status).toBe(200);
    expect(refusal(await campus.browser().get("/api/me", { cookie }))).toBe("401 signed-out");
  });

  test("hostile: a sign-in never keeps the session it came with (fixation)", async () => {
    const mallory = await campus.signedIn("student", "mallory");
    await campus.accounts.add({ name: "Victim", email: "victim@else.example", role: "student", password });
    const planted = campus.browser();
    for (const [name, value] of mallory.cookies) planted.cookies.set(name, value);
    const before = (await planted.get("/api/me")).json.session.id;
    await planted.post("/api/auth/sign-in/email", { email: "victim@else.example", password });
    const after = (await planted.get("/api/me")).json;
    expect(after.person.name).toBe("Victim");
    expect(after.session.id).not.toBe(before);
    expect(refusal(await mallory.get("/api/me"))).toBe("401 signed-out");
    expect(campus.events).toContainEqual({ kind: "signedOut", sessionId: before });
  });

  test("[A9] an unknown address and a wrong password are answered alike", async () => {
    await campus.accounts.add({ name: "F", email: "f@else.example", role: "student", password });
    const wrong = await campus
      .browser()
      .post("/api/auth/sign-in/email", { email: "f@else.example", password: "not this one" });
    const unknown = await campus
      .browser()
      .post("/api/auth/sign-in/email", { email: "f2@else.example", password: "not this one" });
    expect(refusal(wrong)).toBe("401 wrong-credentials");
    expect(unknown.text).toBe(wrong.text);
    expect(unknown.status).toBe(wrong.status);
  });

  test("an unknown address costs the server a password's hash as well", async () => {
    await campus.accounts.add({ name: "G", email: "g@else.example", role: "student", password });
    // Processor time and not time: what else this machine does must not decide.
    const cost = async (email: string) => {
      const costs = [];
      for (let round = 0; round < 3; round++) {
        const start = process.cpuUsage();
        await campus.browser().post("/api/auth/sign-in/email", { email, password: "not this one" });
        const { user, system } = process.cpuUsage(start);
        costs.push(user + system);
      }
      return Math.min(...costs);
    };
    const known = await cost("g@else.example");
    expect(await cost("nobody@else.example")).toBeGreaterThan(known / 2);
  });

  test("a suspended person is told so, only with the right password, and gets no session", async () => {
    const { id } = await campus.accounts.add({
      name: "S",
      email: "s@else.example",
      role: "student",
      password,
    });
    campus.accounts.suspend(id, null);
    const before = sessions();
    const sign = (given: string) =>
      campus.browser().post("/api/auth/sign-in/email", { email: "s@else.example", password: given });
    expect(refusal(await sign(password))).toBe("403 account-suspended");
    expect(refusal(await sign("not this one"))).toBe("401 wrong-credentials");
    expect(sessions()).toBe(before);
  });

  test("sign-out ends the session for cookie and bearer alike, and is heard", async () => {
    const browser = await campus.signedIn("student", "leaver");
    const { id } = (await browser.get("/api/me")).json.session;
    expect((await browser.post("/api/auth/sign-out")).status).toBe(200);
    expect(refusal(await browser.get("/api/me"))).toBe("401 signed-out");
    expect(campus.events).toContainEqual({ kind: "signedOut", sessionId: id });

    await campus.signedIn("student", "bearer");
    const other = campus.browser();
    await other.post("/api/auth/sign-in/email", { email: "bearer@staff.example", password });
    const authorization = `Bearer ${decodeURIComponent(other.cookies.get("alcove.session_token") ?? "")}`;
    expect(
      (await campus.browser().send("POST", "/api/auth/sign-out", {}, { authorization, origin: campus.url }))
        .status,
    ).toBe(200);
    expect(refusal(await campus.browser().get("/api/me", { authorization }))).toBe("401 signed-out");
  });

  test.each([true, false])(
    "sign-out takes back every cookie of the sign-in (rememberMe %s)",
    async (rememberMe) => {
      await campus.accounts.add({
        name: "Sharer",
        email: `sharer-${rememberMe}@else.example`,
        role: "student",
        password,
      });
      const browser = campus.browser();
      const before = sessions();
      await browser.post("/api/auth/sign-in/email", {
        email: `sharer-${rememberMe}@else.example`,
        password,
        rememberMe,
      });
      const ofSignIn = () => [...browser.cookies.keys()].filter((name) => name !== "alcove.device").sort();
      expect(ofSignIn()).toEqual(
        rememberMe ? ["alcove.session_token"] : ["alcove.dont_remember", "alcove.session_token"],
      );
      expect((await browser.post("/api/auth/sign-out")).status).toBe(200);
      expect(ofSignIn()).toEqual([]);
      expect(sessions()).toBe(before);
    },
  );

  test("an expired session is nobody's", async () => {
    const browser = await campus.signedIn("student", "late");
    const { id } = (await browser.get("/api/me")).json.session;
    campus.db
      .prepare("UPDATE session SET expiresAt = ? WHERE id = ?")
      .run(new Date(Date.now() - 1).toISOString(), id);
    expect(refusal(await browser.get("/api/me"))).toBe("401 signed-out");
  });
});

describe("behind TLS", () => {
  test("[A6] the cookie is Secure, HSTS is sent, and the socket may be wss", async () => {
    const secure = await startCampus({ env: { PUBLIC_URL: "https://desk.campus.example" } });
    try {
      await secure.accounts.add({ name: "C", email: "c@else.example", role: "counselor", password });
      const answer = await secure
        .browser()
        .post(
          "/api/auth/sign-in/email",
          { email: "c@else.example", password },
          { origin: "https://desk.campus.example" },
        );
      expect(answer.headers.getSetCookie()[0]).toMatch(
        /^__Host-alcove\.session_token=.*; Path=\/;.*; Secure/,
      );
      expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
      expect(answer.headers.get("content-security-policy")).toContain(
        "connect-src 'self' wss://desk.campus.example;",
      );
      const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
      expect((await secure.browser().get("/api/me", { cookie })).json.person.name).toBe("C");
    } finally {
      await secure.close();
    }
  });
});
