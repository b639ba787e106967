import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { password, startCampus, type TestCampus } from "../http/test-campus.ts";
import { databasePath } from "./database.ts";

let campus: TestCampus;
beforeEach(async () => {
  campus = await startCampus();
});
afterEach(() => campus.close());

test("[A10] a change that another process commits is heard within a look", async () => {
  const { person } = await campus.signedIn("counselor", "away");
  campus.events.length = 0;
  const script = `
    import Database from "better-sqlite3";
    const db = new Database(${JSON.stringify(databasePath(campus.config.dataDir))});
    db.pragma("foreign_keys = ON");
    db.transaction(() => {
      db.prepare("UPDATE \\"user\\" SET status = 'suspended' WHERE id = ?").run(${JSON.stringify(person.id)});
      db.prepare("DELETE FROM session WHERE userId = ?").run(${JSON.stringify(person.id)});
    })();`;
  execFileSync(process.execPath, ["--input-type=module", "-e", script]);
  await vi.waitFor(() => expect(campus.events).toHaveLength(2), { timeout: 5_000 });
  expect(campus.events).toEqual([
    { kind: "changed", before: person, person: { ...person, status: "suspended" } },
    { kind: "signedOut", sessionId: expect.any(String) },
  ]);
});

test("nothing is told before its commit, and nothing of what is rolled back", async () => {
  const { person } = await campus.signedIn("counselor", "waits");
  campus.events.length = 0;
  const seen: number[] = [];
  campus.db.transaction(() => {
    campus.accounts.rename(person.id, "Renamed");
    seen.push(campus.events.length);
  })();
  campus.accounts.look();
  expect(seen).toEqual([0]);
  expect(campus.events.map((event) => event.kind)).toEqual(["changed"]);
  expect(() =>
    campus.db.transaction(() => {
      campus.accounts.rename(person.id, "Never");
      throw new Error("rolled back");
    })(),
  ).toThrow("rolled back");
  campus.accounts.look();
  expect(campus.events).toHaveLength(1);
});

test("what happened before the start is not told again", async () => {
  const { person } = await campus.accounts
    .add({ name: "A", email: "a@b.example", role: "student", password })
    .then((person) => ({ person }));
  campus.accounts.rename(person.id, "B");
  const { createAccounts } = await import("./accounts.ts");
  const later = await createAccounts({ db: campus.db, config: campus.config, secrets: { authSecret: null } });
  const heard: unknown[] = [];
  later.on((event) => heard.push(event));
  later.look();
  expect(heard).toEqual([]);
  later.rename(person.id, "C");
  expect(heard).toHaveLength(1);
  later.close();
});

test("a listener that fails keeps no other from hearing, and one that left hears nothing", async () => {
  const { person } = await campus.signedIn("student", "heard");
  const heard: string[] = [];
  const leave = campus.accounts.on(() => {
    heard.push("leaver");
  });
  leave();
  campus.accounts.on(() => {
    throw new Error("listener failed");
  });
  campus.accounts.on(() => {
    heard.push("last");
  });
  campus.accounts.rename(person.id, "Heard");
  expect(heard).toEqual(["last"]);
  expect(campus.logged.map(String)).toEqual(["Error: listener failed"]);
});

test("a listener that itself changes an account is told of that too, once and in order", async () => {
  const { person } = await campus.signedIn("student", "chain");
  const names: string[] = [];
  campus.accounts.on((event) => {
    if (event.kind !== "changed") return;
    names.push(event.person.name);
    if (event.person.name === "one") campus.accounts.rename(person.id, "two");
  });
  campus.accounts.rename(person.id, "one");
  expect(names).toEqual(["one", "two"]);
});

test("a sign-up cut short by a crash gives its address back at the next start", async () => {
  const insert = `INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt, role, status)
    VALUES (?, 'T', ?, 0, ?, ?, 'student', 'pending')`;
  const old = new Date(Date.now() - 120_000).toISOString();
  const now = new Date().toISOString();
  campus.db.prepare(insert).run("torn", "torn@b.example", old, old);
  campus.db.prepare(insert).run("fresh", "fresh@b.example", now, now);
  const kept = await campus.accounts.add({
    name: "K",
    email: "k@b.example",
    role: "student",
    password: null,
  });
  const { createAccounts } = await import("./accounts.ts");
  const later = await createAccounts({ db: campus.db, config: campus.config, secrets: { authSecret: null } });
  expect([later.person("torn"), later.person("fresh")?.id, later.person(kept.id)?.id]).toEqual([
    null,
    "fresh",
    kept.id,
  ]);
  later.close();
});
