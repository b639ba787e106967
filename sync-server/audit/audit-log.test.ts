import { afterAll, beforeAll, expect, test } from "vitest";
import { password, refusal, startCampus, type TestCampus, tokenIn } from "../http/test-campus.ts";
import { auditPage, recordAudit } from "./audit-log.ts";
import { auditRoutes } from "./audit-routes.ts";

let campus: TestCampus;
beforeAll(async () => {
  campus = await startCampus({ extraRoutes: (accounts, db) => auditRoutes({ db, accounts }) });
});
afterAll(() => campus.close());

const latest = (limit = 100) => auditPage(campus.db, { before: null, limit }).rows;
const deeds = (count: number) => latest(count).map(({ deed, actor, subject }) => [deed, actor, subject]);

test("[A23] what an admin does to accounts and settings stands there with who, what, whom and when", async () => {
  const admin = await campus.signedIn("admin", "root");
  const { person } = await campus.signedIn("student", "sam");
  const me = admin.person.id;
  const at = `/api/people/${person.id}`;
  await admin.post(`${at}/role`, { role: "counselor" });
  await admin.post(`${at}/suspend`);
  await admin.post(`${at}/reactivate`);
  await admin.post(`${at}/role`, { role: "student" });
  const { person: nia } = await campus.signedIn("student", "nia");
  const { link } = (await admin.post(`/api/people/${nia.id}/reset-password`)).json;
  await campus.browser().post("/api/reset-password", { token: tokenIn(link), password: "a brand new one" });
  await admin.post("/api/invitations", { email: "new@campus.example", role: "counselor" });
  const [invitation] = (await admin.get("/api/invitations")).json.invitations;
  await admin.delete(`/api/invitations/${invitation.id}`);
  await admin.put("/api/campus", {
    name: "North",
    crisisLines: [{ name: "Line", phone: "112", note: "" }],
    responseHours: "",
  });
  expect(deeds(9)).toEqual([
    ["settings.changed", me, null],
    ["invitation.withdrawn", me, "new@campus.example"],
    ["invitation.made", me, "new@campus.example"],
    ["reset-link.used", nia.id, nia.id],
    ["reset-link.made", me, nia.id],
    ["role.changed", me, person.id],
    ["account.reactivated", me, person.id],
    ["account.suspended", me, person.id],
    ["role.changed", me, person.id],
  ]);
  expect(latest(9)[8]).toMatchObject({
    actorName: "root",
    subjectName: "sam",
    detail: { from: "student", to: "counselor" },
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
});

test("[A23] a sign-up that is approved, a set-up and the server's console are recorded too", async () => {
  const alone = await startCampus();
  try {
    const token = tokenIn(alone.accounts.setupLink(alone.url));
    const browser = alone.browser();
    await browser.post("/api/setup", { token, name: "Root", email: "root@campus.example", password });
    const added = await alone.accounts.add({ name: "A", email: "a@b.example", role: "counselor", password });
    await alone.accounts.setPassword(added.id, "another long secret");
    await alone.browser().signUp({ name: "P", email: "p@else.example", password });
    const pending = alone.accounts.personByEmail("p@else.example");
    await browser.post(`/api/people/${pending?.id}/approve`);
    const rows = auditPage(alone.db, { before: null, limit: 10 }).rows;
    expect(rows.map(({ deed, actorName, subjectName }) => [deed, actorName, subjectName])).toEqual([
      ["account.approved", "Root", "P"],
      ["password.set", null, "A"],
      ["account.added", null, "A"],
      ["campus.set-up", "Root", "Root"],
    ]);
  } finally {
    await alone.close();
  }
});

test("[A23] a change that fails leaves no row, and a row that fails leaves no change", async () => {
  const admin = await campus.signedIn("admin", "careful");
  const { person } = await campus.signedIn("student", "untouched");
  const before = latest().length;
  expect(refusal(await admin.post(`/api/people/${admin.person.id}/suspend`))).toBe("409 not-yourself");
  expect(refusal(await admin.post(`/api/people/${person.id}/reactivate`))).toBe("409 not-suspended");
  expect(latest()).toHaveLength(before);
  campus.db.exec("CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END");
  try {
    expect((await admin.post(`/api/people/${person.id}/suspend`)).status).toBe(500);
    expect(campus.accounts.person(person.id)?.status).toBe("active");
  } finally {
    campus.db.exec("DROP TRIGGER broken");
  }
});

test("[A23] hostile: no row can be changed or deleted", () => {
  recordAudit(campus.db, { actor: null, deed: "password.set", subject: "x" });
  const [{ id } = { id: 0 }] = latest(1);
  expect(() => campus.db.prepare("UPDATE audit SET actor = 'me' WHERE id = ?").run(id)).toThrow(/appended/);
  expect(() => campus.db.prepare("DELETE FROM audit WHERE id = ?").run(id)).toThrow(/appended/);
  expect(() => campus.db.exec("REPLACE INTO audit SELECT * FROM audit")).toThrow();
});

test("[A23] a name from before names were judged deceives neither in the list nor in the file", async () => {
  const admin = await campus.signedIn("admin", "looker");
  const old = await campus.signedIn("student", "old");
  campus.db.prepare(`UPDATE "user" SET name = ? WHERE id = ?`).run("＝1+1 \u202egnp.", old.person.id);
  recordAudit(campus.db, { actor: null, deed: "password.set", subject: old.person.id });
  const { rows } = (await admin.get("/api/audit")).json;
  expect(rows[0].subjectName).toBe("＝1+1 gnp.");
  const csv = (await admin.post("/api/audit/export")).text;
  expect(csv).not.toContain("\u202e");
  expect(csv).toContain(",'＝1+1 gnp.,");
});

test("[A23] admins read it a page at a time and take it as CSV, which is recorded; nobody else does", async () => {
  for (let n = 0; n < 120; n++)
    recordAudit(campus.db, {
      actor: null,
      deed: "settings.changed",
      subject: null,
      detail: { settings: "=1+1" },
    });
  recordAudit(campus.db, { actor: null, deed: "invitation.made", subject: '=cmd|"x"@b.example' });
  const admin = await campus.signedIn("admin", "reader");
  const first = (await admin.get("/api/audit")).json;
  expect([first.rows.length, first.more]).toEqual([100, true]);
  const second = (await admin.get(`/api/audit?before=${first.rows[99].id}`)).json;
  expect(second.rows[0].id).toBe(first.rows[99].id - 1);
  expect(refusal(await admin.get("/api/audit?before=x"))).toBe("400 bad-request");

  const csv = await admin.post("/api/audit/export");
  expect(csv.headers.get("content-type")).toMatch(/^text\/csv/);
  const lines = csv.text.trimEnd().split("\r\n");
  expect(lines[0]).toBe("at,deed,actor,actorName,subject,subjectName,detail");
  expect(lines).toHaveLength(latest(10_000).length + 1);
  expect(lines[1]).toContain(`audit.exported,${admin.person.id},reader`);
  expect(lines[2]).toContain(`"'=cmd|""x""@b.example"`);
  for (const role of ["student", "counselor"] as const) {
    const other = await campus.signedIn(role, `${role}-reads`);
    expect(refusal(await other.get("/api/audit"))).toBe("403 forbidden");
    expect(refusal(await other.post("/api/audit/export"))).toBe("403 forbidden");
  }
});
