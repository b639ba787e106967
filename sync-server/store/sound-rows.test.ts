import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Db, databasePath, openDatabase } from "../accounts/database.ts";
import { addPerson } from "../accounts/people.ts";
import { type SignedIn, startDesk, type TestDesk } from "../sync/test-desk.ts";
import { BrokenRow } from "./sound-rows.ts";

const secret = "Rosalind wrote this";

let desk: TestDesk;
let db: Db;
let admin: SignedIn;
let counselor: SignedIn;
beforeAll(async () => {
  desk = await startDesk();
  db = openDatabase(databasePath(desk.dataDir));
  // Damage and other versions keep to no rule of the schema.
  db.pragma("ignore_check_constraints = ON");
  db.pragma("foreign_keys = OFF");
  admin = await desk.add("admin");
  counselor = await desk.add("counselor");
});
afterAll(async () => {
  db.close();
  await desk.stop();
});

function ask(who: SignedIn, path: string, method = "GET"): Promise<Response> {
  const origin = `http://127.0.0.1:${desk.port}`;
  return fetch(`${origin}${path}`, { method, headers: { origin, ...who.headers } });
}

async function answer(who: SignedIn, path: string): Promise<string> {
  const response = await ask(who, path);
  expect(response.status, path).toBe(200);
  return response.text();
}

/** What the log was told since this was last asked. */
function logged(): string[] {
  const errors = desk.errors.splice(0);
  for (const error of errors) expect(error).toBeInstanceOf(BrokenRow);
  const text = errors.map(String);
  expect(text.join()).not.toContain(secret);
  return text;
}

test("[R31] somebody whose row is broken is nobody, and everybody else is there, in lists and on sockets", async () => {
  const sound = addPerson(db, { name: "Sound", email: "s@x.example", role: "counselor", passwordHash: null });
  const broken = addPerson(db, { name: secret, email: "b@x.example", role: "counselor", passwordHash: null });
  const theirs = await desk.add("counselor", "Theirs");
  db.prepare(`UPDATE "user" SET role = 'wizard' WHERE id IN (?, ?)`).run(broken.id, theirs.person.id);
  const people = await answer(admin, "/api/people");
  expect(people).toContain(sound.id);
  expect(people).not.toContain(broken.id);
  expect((await ask(theirs, "/api/me")).status).toBe(401);
  const device = await desk.connect(counselor);
  expect([...device.names.keys()]).toContain(sound.id);
  expect(logged().join("\n")).toContain(broken.id);
  await answer(admin, "/api/people");
  expect(logged()).toEqual([]);

  const withheld = db.prepare("INSERT INTO withheld (personId, since, way) VALUES (?, ?, 'console')");
  for (const { id } of [sound, broken]) withheld.run(id, new Date(Date.now() + 60_000).toISOString());
  const recoveries = await answer(counselor, "/api/recoveries");
  expect([recoveries.includes(sound.id), recoveries.includes(broken.id)]).toEqual([true, false]);
  expect(logged().join("\n")).toContain("recoveries");
  db.prepare("DELETE FROM withheld").run();
});

test("[R31] a change of an account that cannot be read does not keep those after it from anybody", async () => {
  const leaver = await desk.add("counselor");
  db.prepare("INSERT INTO account_changes (kind, before, after) VALUES ('changed', ?, '{')").run(
    `{"name":"${secret}"}`,
  );
  const device = await desk.connect(leaver);
  desk.context.accounts.suspend(leaver.person.id, null);
  expect(await device.ended()).toMatchObject({ code: 4403 });
  expect(logged().join("\n")).toContain("account changes");
});

test("[R31] one broken row of any list costs only itself", async () => {
  const now = new Date().toISOString();
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const link = db.prepare(
    `INSERT INTO one_time_links (id, kind, tokenHash, email, role, createdAt, expiresAt)
     VALUES (?, 'invitation', ?, ?, ?, ?, ?)`,
  );
  link.run("sound-link", randomUUID(), "i@x.example", "counselor", now, later);
  link.run("broken-link", randomUUID(), secret, "wizard", now, later);
  const notice = db.prepare(
    "INSERT INTO notices (id, person, kind, ticket, actor, message, at) VALUES (?, ?, ?, ?, NULL, NULL, ?)",
  );
  notice.run("sound-notice", counselor.person.id, "reminder", randomUUID(), Date.now());
  notice.run("broken-notice", counselor.person.id, secret, randomUUID(), Date.now());
  const audit = db.prepare("INSERT INTO audit (actor, deed, subject, detail) VALUES (NULL, ?, ?, ?)");
  audit.run("settings.changed", "sound-subject", "{}");
  audit.run("settings.changed", "broken-subject", `{"${secret}`);
  for (const id of ["sound-job", "broken-job"]) {
    db.prepare("INSERT INTO jobs (id, kind, ticket, payload, dueAt) VALUES (?, 'notice', NULL, ?, ?)").run(
      id,
      id === "sound-job" ? "{}" : `{"${secret}`,
      Date.now() + 3_600_000,
    );
    db.prepare("UPDATE jobs SET state = 'failed', lastError = 'x', endedAt = 1 WHERE id = ?").run(id);
  }
  db.prepare(
    "INSERT INTO notification_settings (person, preferences, quiet, phone, onCall) VALUES (?, '{', '{', NULL, 1)",
  ).run(counselor.person.id);

  const invitations = await answer(admin, "/api/invitations");
  expect([invitations.includes("sound-link"), invitations.includes("broken-link")]).toEqual([true, false]);
  const notices = await answer(counselor, "/api/notices");
  expect([notices.includes("sound-notice"), notices.includes("broken-notice")]).toEqual([true, false]);
  const deeds = await answer(admin, "/api/audit");
  expect([deeds.includes("sound-subject"), deeds.includes("broken-subject")]).toEqual([true, false]);
  const csv = await (await ask(admin, "/api/audit/export", "POST")).text();
  expect([csv.includes("sound-subject"), csv.includes("broken-subject")]).toEqual([true, false]);
  // Of a failed job its payload is not shown, so nothing of it is missing.
  const jobs = await answer(admin, "/api/jobs/failed");
  expect([jobs.includes("sound-job"), jobs.includes("broken-job")]).toEqual([true, true]);
  expect(JSON.parse(await answer(counselor, "/api/notifications"))).toMatchObject({
    quiet: null,
    onCall: true,
  });
  const text = logged().join("\n");
  for (const id of ["broken-link", "broken-notice", "the audit log"]) expect(text).toContain(id);
});

test("[R31] a job that cannot be read has failed, and those behind it are run", async () => {
  const insert = db.prepare(
    "INSERT INTO jobs (id, kind, ticket, payload, dueAt) VALUES (?, 'notice', NULL, ?, 0)",
  );
  insert.run("unreadable", `{"${secret}`);
  insert.run("behind", "{}");
  desk.context.worker.wake();
  await desk.context.worker.idle();
  const states = db.prepare("SELECT state, lastError FROM jobs WHERE id = 'unreadable'").get();
  expect(states).toEqual({ state: "failed", lastError: "its row cannot be read" });
  // Tried, though its payload has no sense.
  expect(db.prepare("SELECT attempts FROM jobs WHERE id = 'behind'").pluck().get()).toBe(1);
  db.prepare("DELETE FROM jobs WHERE id = 'behind'").run();
  expect(desk.errors.splice(0).map(String).join()).not.toContain(secret);
});

test("[R31] settings that cannot be read are as if nobody had chosen, and crisis lines are shown", async () => {
  for (const key of ["campus", "meetings", "attachments", "notifications"])
    db.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)").run(key, `{"name":"${secret}"}`);
  expect(await answer(counselor, "/api/campus")).toContain("112");
  for (const path of ["/api/meetings", "/api/files/settings", "/api/notifications/campus"])
    await answer(admin, path);
  expect(logged()).toHaveLength(4);
});
