import { afterAll, beforeAll, expect, test } from "vitest";
import { auditPage } from "../audit/audit-log.ts";
import { type Browser, password, refusal, startCampus, type TestCampus, tokenIn } from "./test-campus.ts";

let campus: TestCampus;
beforeAll(async () => {
  campus = await startCampus();
});
afterAll(() => campus.close());

type Member = Awaited<ReturnType<TestCampus["signedIn"]>>;
let made = 0;
const someone = (role: Parameters<TestCampus["signedIn"]>[0]) => campus.signedIn(role, `${role}-${++made}`);

/** Gives somebody a new password with a link, and signs them in with it. */
async function recovered({ person }: Member, by: Member["person"] | "mail" | null): Promise<Browser> {
  const browser = campus.browser();
  const token = tokenIn(campus.accounts.resetLink(person.id, by, campus.url));
  await browser.post("/api/reset-password", { token, password });
  expect((await browser.post("/api/auth/sign-in/email", { email: person.email, password })).status).toBe(200);
  return browser;
}

function ticket(student: Member, assigned: Member | null): void {
  campus.db
    .prepare(
      `INSERT INTO tickets (id, student, assigned, status, category, urgency, mode, openedAt, changedAt)
       VALUES (?, ?, ?, 'claimed', 'exams', 'low', 'chat', 1, 1)`,
    )
    .run(`t-${++made}`, student.person.id, assigned?.person.id ?? null);
}

const confirm = (by: Browser, who: Member) => by.post(`/api/recoveries/${who.person.id}/confirm`);
const listed = async (by: Browser) =>
  (await by.get("/api/recoveries")).json.recoveries.map((each: { person: { id: string } }) => each.person.id);

test("[A26] another counselor confirms: not the person, an admin, a student, or somebody who became one since", async () => {
  const [cleo, colleague, admin, student] = [
    await someone("counselor"),
    await someone("counselor"),
    await someone("admin"),
    await someone("student"),
  ];
  const promoted = await someone("student");
  const me = await recovered(cleo, "mail");
  const invited = await someone("counselor");
  campus.accounts.setRole(promoted.person.id, "counselor", admin.person);
  for (const by of [admin, student, invited, promoted]) {
    expect(refusal(await confirm(by, cleo))).toBe("403 forbidden");
    expect(await listed(by)).not.toContain(cleo.person.id);
  }
  expect(refusal(await confirm(me, cleo))).toBe("403 account-withheld");
  expect(refusal(await me.get("/api/notices"))).toMatch(/^40/);
  expect((await me.get("/api/me")).json.person).toMatchObject({ status: "active", withheld: "counselor" });
  expect((await admin.get("/api/people")).json.people).toContainEqual(
    expect.objectContaining({ id: cleo.person.id, status: "active", withheld: "counselor" }),
  );

  expect((await colleague.get("/api/recoveries")).json.recoveries).toContainEqual({
    person: { id: cleo.person.id, name: cleo.person.name, role: "counselor" },
    since: expect.stringMatching(/Z$/),
    way: "mail",
    madeByName: null,
  });
  expect((await confirm(colleague, cleo)).status).toBe(204);
  expect(refusal(await confirm(colleague, cleo))).toBe("404 no-such-recovery");
  expect((await me.get("/api/me")).json.person).not.toHaveProperty("withheld");
  expect((await me.get("/api/recoveries")).status).toBe(200);
  expect(auditPage(campus.db, { before: null, limit: 9 }).rows).toContainEqual(
    expect.objectContaining({
      deed: "recovery.confirmed",
      actor: colleague.person.id,
      subject: cleo.person.id,
    }),
  );
  expect(auditPage(campus.db, { before: null, limit: 9 }).rows).toContainEqual(
    expect.objectContaining({ deed: "reset-link.used", detail: { way: "mail", withheld: "yes" } }),
  );
});

test("[A26] nobody confirms who made the link, or whose own recovery is not confirmed", async () => {
  const [cleo, other, third, admin] = [
    await someone("counselor"),
    await someone("counselor"),
    await someone("counselor"),
    await someone("admin"),
  ];
  await recovered(cleo, admin.person);
  const also = await recovered(other, null);
  expect(refusal(await confirm(also, cleo))).toBe("403 account-withheld");
  expect(await listed(third)).toEqual(expect.arrayContaining([cleo.person.id, other.person.id]));
  // Who made the link as an admin may be a counselor by now.
  campus.accounts.setRole(admin.person.id, "counselor", null);
  campus.db.prepare("UPDATE withheld SET since = '2999-01-01T00:00:00.000Z'").run();
  expect(refusal(await confirm(admin, cleo))).toBe("403 forbidden");
  expect((await confirm(third, cleo)).status).toBe(204);
});

test("[A26] a student's recovery is confirmed by their own counselor, and where they have none by any", async () => {
  const [sam, ona, own, other, admin] = [
    await someone("student"),
    await someone("student"),
    await someone("counselor"),
    await someone("counselor"),
    await someone("admin"),
  ];
  ticket(sam, own);
  ticket(ona, null);
  const me = await recovered(sam, admin.person);
  await recovered(ona, admin.person);
  expect((await me.get("/api/me")).json.person.withheld).toBe("own-counselor");
  expect([await listed(other), await listed(own)].map((ids) => ids.includes(sam.person.id))).toEqual([
    false,
    true,
  ]);
  expect(await listed(other)).toContain(ona.person.id);
  expect(refusal(await confirm(other, sam))).toBe("403 forbidden");
  expect((await confirm(own, sam)).status).toBe(204);
});

test("[A26] where nobody can confirm in the app, the account is told that the server's console does", async () => {
  const alone = await startCampus();
  try {
    const { person } = await alone.signedIn("counselor", "only");
    const token = tokenIn(alone.accounts.resetLink(person.id, "mail", alone.url));
    const browser = alone.browser();
    await browser.post("/api/reset-password", { token, password });
    await browser.post("/api/auth/sign-in/email", { email: person.email, password });
    expect((await browser.get("/api/me")).json.person.withheld).toBe("console");
    alone.accounts.confirmRecovery(person.id, null);
    expect((await browser.get("/api/me")).json.person.withheld).toBeUndefined();
  } finally {
    await alone.close();
  }
});
