import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Role } from "../../shared/policy/roles.ts";
import type { Person } from "../accounts/accounts.ts";
import { type Browser, password, refusal, startCampus, type TestCampus, tokenIn } from "./test-campus.ts";

let campus: TestCampus;
let admin: Browser & { person: Person };
beforeAll(async () => {
  campus = await startCampus();
  admin = await campus.signedIn("admin", "root");
});
afterAll(() => campus.close());
beforeEach(() => {
  campus.events.length = 0;
  campus.handOvers.length = 0;
  campus.mails.length = 0;
});

let count = 0;
const someone = (role: Role) => campus.signedIn(role, `${role}${count++}`);

async function pendingStudent(): Promise<Browser & { person: Person }> {
  const browser = campus.browser();
  const email = `p${count++}@else.example`;
  await browser.signUp({ name: "P", email, password });
  return Object.assign(browser, { person: (await browser.get("/api/me")).json.person });
}

describe("who may", () => {
  const calls: [string, string][] = [
    ["GET", "/api/people"],
    ["GET", "/api/people/pending"],
    ["POST", "/api/people/x/approve"],
    ["POST", "/api/people/x/role"],
    ["POST", "/api/people/x/suspend"],
    ["POST", "/api/people/x/reactivate"],
    ["POST", "/api/people/x/reset-password"],
    ["GET", "/api/invitations"],
    ["POST", "/api/invitations"],
    ["DELETE", "/api/invitations/x"],
    ["PUT", "/api/campus"],
  ];
  test.each(calls)("%s %s is for admins: 401 signed out, 403 for everybody else", async (method, path) => {
    const body = method === "GET" ? undefined : {};
    expect(refusal(await campus.browser().send(method, path, body))).toBe("401 signed-out");
    expect(refusal(await (await someone("student")).send(method, path, body))).toBe("403 forbidden");
    expect(refusal(await (await someone("counselor")).send(method, path, body))).toBe("403 forbidden");
    expect(refusal(await (await pendingStudent()).send(method, path, body))).toBe("403 account-pending");
  });

  test("[A12] a demoted admin is one no longer, on the very next request", async () => {
    const other = await someone("admin");
    expect((await other.get("/api/people")).status).toBe(200);
    await admin.post(`/api/people/${other.person.id}/role`, { role: "counselor" });
    expect(refusal(await other.get("/api/people"))).toBe("403 forbidden");
  });
});

describe("people", () => {
  test("an admin sees everybody with role, status and when they were last here", async () => {
    const student = await someone("student");
    const { people } = (await admin.get("/api/people")).json;
    expect(people).toContainEqual({
      ...student.person,
      createdAt: expect.stringMatching(/Z$/),
      lastSeenAt: expect.stringMatching(/Z$/),
    });
  });

  test("approving admits a pending student, once, and the hub hears it", async () => {
    const student = await pendingStudent();
    campus.events.length = 0;
    const answer = await admin.post(`/api/people/${student.person.id}/approve`);
    expect(answer.json).toEqual({ person: { ...student.person, status: "active" } });
    expect(campus.events).toEqual([
      { kind: "changed", before: student.person, person: { ...student.person, status: "active" } },
    ]);
    expect((await student.get("/api/me")).json.person.status).toBe("active");
    expect(refusal(await admin.post(`/api/people/${student.person.id}/approve`))).toBe("409 not-pending");
  });

  test("[A7] suspending ends every sign-in at once, and reactivating lets them sign in again", async () => {
    const counselor = await someone("counselor");
    const { id } = (await counselor.get("/api/me")).json.session;
    campus.events.length = 0;
    expect((await admin.post(`/api/people/${counselor.person.id}/suspend`)).json).toEqual({
      person: { ...counselor.person, status: "suspended" },
      handedOver: 0,
    });
    expect(refusal(await counselor.get("/api/me"))).toBe("401 signed-out");
    expect(campus.events).toEqual([
      { kind: "changed", before: counselor.person, person: { ...counselor.person, status: "suspended" } },
      { kind: "signedOut", sessionId: id },
    ]);
    expect((await admin.post(`/api/people/${counselor.person.id}/reactivate`)).json.person.status).toBe(
      "active",
    );
    expect(refusal(await admin.post(`/api/people/${counselor.person.id}/reactivate`))).toBe(
      "409 not-suspended",
    );
    const again = await campus
      .browser()
      .post("/api/auth/sign-in/email", { email: counselor.person.email, password });
    expect(again.status).toBe(200);
  });

  test("a suspended counselor's tickets go to the one named, or back to the queue", async () => {
    const [from, other, to] = [
      await someone("counselor"),
      await someone("counselor"),
      await someone("counselor"),
    ];
    for (const { person } of [from, other]) campus.openTickets.set(person.id, 3);
    const answer = await admin.post(`/api/people/${from.person.id}/suspend`, { handOverTo: to.person.id });
    expect(answer.json.handedOver).toBe(3);
    await admin.post(`/api/people/${other.person.id}/role`, { role: "student" });
    expect(campus.handOvers).toEqual([
      { from: from.person.id, to: to.person.id, by: admin.person.id },
      { from: other.person.id, to: null, by: admin.person.id },
    ]);
  });

  test("a caseload goes to an active counselor and to nobody else; nothing changes before that is sure", async () => {
    const from = await someone("counselor");
    const gone = await someone("counselor");
    campus.accounts.suspend(gone.person.id, null);
    for (const to of [from.person.id, gone.person.id, (await someone("student")).person.id, "nobody"]) {
      const answer = await admin.post(`/api/people/${from.person.id}/suspend`, { handOverTo: to });
      expect(refusal(answer)).toBe("409 bad-hand-over");
    }
    expect(campus.accounts.person(from.person.id)?.status).toBe("active");
  });

  test("an admin can neither suspend nor demote themself", async () => {
    const path = `/api/people/${admin.person.id}`;
    expect(refusal(await admin.post(`${path}/suspend`))).toBe("409 not-yourself");
    expect(refusal(await admin.post(`${path}/role`, { role: "student" }))).toBe("409 not-yourself");
  });

  test("[A8] the last active admin stays one, whoever asks", async () => {
    const alone = await startCampus();
    try {
      const last = await alone.signedIn("admin", "last");
      const spare = await alone.signedIn("admin", "spare");
      alone.accounts.suspend(spare.person.id, null);
      expect(() => alone.accounts.suspend(last.person.id, null)).toThrow(/last active admin/);
      expect(() => alone.accounts.setRole(last.person.id, "counselor", null)).toThrow(/last active admin/);
      alone.accounts.reactivate(spare.person.id, null);
      expect(alone.accounts.setRole(last.person.id, "counselor", null).role).toBe("counselor");
    } finally {
      await alone.close();
    }
  });

  test.each(["approve", "suspend", "reactivate", "reset-password"])("%s of nobody is a 404", async (verb) => {
    expect(refusal(await admin.post(`/api/people/nobody/${verb}`))).toBe("404 no-such-person");
  });

  test.each([{ role: "root" }, { role: "admin", status: "active" }, {}, [], "admin"])(
    "a role that is none is refused: %j",
    async (body) => {
      const student = await someone("student");
      expect((await admin.post(`/api/people/${student.person.id}/role`, body)).status).toBe(400);
      expect(campus.accounts.person(student.person.id)).toEqual(student.person);
    },
  );
});

describe("a new password from an admin", () => {
  test("is a link that works once, ends every sign-in and replaces the earlier link", async () => {
    const student = await someone("student");
    const path = `/api/people/${student.person.id}/reset-password`;
    const first = tokenIn((await admin.post(path)).json.link);
    const { link } = (await admin.post(path)).json;
    expect(link).toMatch(new RegExp(`^${campus.url}/reset-password#token=[\\w-]{43}$`));
    const anyone = campus.browser();
    const spent = { token: first, password: "a brand new password" };
    expect(refusal(await anyone.post("/api/reset-password", spent))).toBe("410 link-spent");

    const reset = { token: tokenIn(link), password: "a brand new password" };
    expect(refusal(await anyone.post("/api/reset-password", { ...reset, password: "short" }))).toBe(
      "400 weak-password",
    );
    expect((await anyone.post("/api/reset-password", reset)).status).toBe(204);
    expect(refusal(await student.get("/api/me"))).toBe("401 signed-out");
    expect(refusal(await anyone.post("/api/reset-password", reset))).toBe("410 link-spent");
    const signIn = (given: string) =>
      campus.browser().post("/api/auth/sign-in/email", { email: student.person.email, password: given });
    expect(refusal(await signIn(password))).toBe("401 wrong-credentials");
    expect((await signIn("a brand new password")).status).toBe(200);
  });

  test("a link is over after 24 hours, and with a suspension", async () => {
    const student = await someone("student");
    const late = tokenIn(campus.accounts.resetLink(student.person.id, null, campus.url));
    campus.db.prepare("UPDATE one_time_links SET expiresAt = ?").run(new Date(Date.now() - 1).toISOString());
    const reset = (token: string) =>
      campus.browser().post("/api/reset-password", { token, password: "a brand new one" });
    expect(refusal(await reset(late))).toBe("410 link-spent");
    const { link } = (await admin.post(`/api/people/${student.person.id}/reset-password`)).json;
    const lifetime = String(campus.db.prepare("SELECT max(expiresAt) FROM one_time_links").pluck().get());
    expect((Date.parse(lifetime) - Date.now()) / 3_600_000).toBeCloseTo(24, 1);
    campus.accounts.suspend(student.person.id, null);
    expect(refusal(await reset(tokenIn(link)))).toBe("410 link-spent");
  });

  test("of two uses at the same moment one wins", async () => {
    const student = await someone("student");
    const token = tokenIn(campus.accounts.resetLink(student.person.id, null, campus.url));
    const answers = await Promise.all(
      ["first new password", "second new password"].map((given) =>
        campus.browser().post("/api/reset-password", { token, password: given }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 410]);
  });

  test("[A11] no token stands in the database as it is", async () => {
    const student = await someone("student");
    const token = tokenIn(campus.accounts.resetLink(student.person.id, null, campus.url));
    const stored = JSON.stringify(campus.db.prepare("SELECT * FROM one_time_links").all());
    expect(stored).not.toContain(token);
    expect(stored).toContain(student.person.id);
  });
});

describe("[A22] links for a new password", () => {
  test("for staff are shown to nobody; without mail only the server's console makes one", async () => {
    for (const role of ["counselor", "admin"] as const) {
      const colleague = await someone(role);
      const answer = await admin.post(`/api/people/${colleague.person.id}/reset-password`);
      expect(refusal(answer)).toBe("409 staff-link");
    }
  });

  test("where mail is set up go to their owner, and an admin sees none, not even a student's", async () => {
    const posted = await startCampus({ mail: true });
    try {
      const boss = await posted.signedIn("admin", "boss");
      for (const role of ["student", "counselor"] as const) {
        const { person } = await posted.signedIn(role, `${role}-x`);
        const answer = await boss.post(`/api/people/${person.id}/reset-password`);
        expect([answer.status, answer.json]).toEqual([200, { sent: true }]);
        expect(posted.mails.pop()).toEqual({ person: person.id, kind: "reset-password" });
      }
    } finally {
      await posted.close();
    }
  });
});

describe("[A22] a forgotten password", () => {
  test("is answered alike for every address, and mails only an owner who is not suspended", async () => {
    const posted = await startCampus({ mail: true });
    try {
      const { person } = await posted.signedIn("counselor", "forgetful");
      const gone = await posted.signedIn("student", "gone");
      posted.accounts.suspend(gone.person.id, null);
      const ask = async (email: string) => {
        const { status, text, headers } = await posted.browser().post("/api/forgot-password", { email });
        return { status, text, headers: [...headers].filter(([name]) => name !== "date") };
      };
      const answers = [];
      for (const email of [person.email.toUpperCase(), gone.person.email, "nobody@else.example"])
        answers.push(await ask(email));
      expect(answers[0]?.status).toBe(200);
      expect(answers).toEqual([answers[0], answers[0], answers[0]]);
      expect(posted.mails).toEqual([{ person: person.id, kind: "reset-password" }]);
    } finally {
      await posted.close();
    }
  });

  test("says so where mail is not set up", async () => {
    const body = { email: "nobody@else.example" };
    expect(refusal(await campus.browser().post("/api/forgot-password", body))).toBe("409 mail-not-set-up");
  });
});

test("[O16] admins hear how many sign-ups wait, and that they are fewer after an approval", async () => {
  const waiting = async () => (await admin.get("/api/people/pending")).json.pending;
  const before = await waiting();
  const { person } = await pendingStudent();
  await pendingStudent();
  expect(await waiting()).toBe(before + 2);
  await admin.post(`/api/people/${person.id}/approve`, {});
  expect(await waiting()).toBe(before + 1);
});
