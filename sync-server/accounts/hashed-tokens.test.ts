import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig } from "../config.ts";
import { signed } from "../secrets/credential.ts";
import { type Accounts, createAccounts } from "./accounts.ts";
import { type Db, databasePath, openDatabase } from "./database.ts";

const secret = "a secret of the tests, 32 letters or more";
const password = "correct horse battery";

let dataDir: string;
let db: Db;
let accounts: Accounts;
beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), "alcove-tokens-"));
  await open();
});
afterEach(() => {
  close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function open(): Promise<void> {
  db = openDatabase(databasePath(dataDir));
  accounts = await createAccounts({
    db,
    config: readConfig({ DATA_DIR: dataDir }),
    secrets: { authSecret: secret },
  });
}

function close(): void {
  accounts.close();
  db.close();
}

/** The database as the version before hashes left it: the same sign-ins, their tokens in clear. */
function putInClear(tokens: readonly string[]): void {
  const { id } = accounts.people()[0] ?? { id: "" };
  db.exec("DELETE FROM session; UPDATE schema_version SET version = 1 WHERE part = 'accounts'");
  // What the later steps make, for them to make it again.
  db.exec("DROP VIEW people; DROP TABLE withheld");
  const insert = db.prepare(
    `INSERT INTO session (id, token, userId, expiresAt, createdAt, updatedAt)
     VALUES (?, ?, ?, '2999-01-01T00:00:00.000Z', ?, ?)`,
  );
  const now = new Date().toISOString();
  for (const [number, token] of tokens.entries()) insert.run(`session ${number}`, token, id, now, now);
}

test("[A13] sign-ins of a database with tokens in clear go on, and no file holds the tokens any more", async () => {
  await accounts.add({ name: "Ada", email: "ada@campus.example", role: "admin", password });
  const tokens = Array.from({ length: 300 }, (_, number) => `cleartoken${String(number).padStart(22, "x")}`);
  putInClear(tokens);
  close();
  await open();
  for (const token of tokens) {
    const signIn = await accounts.signInOf({ authorization: `Bearer ${signed(token, secret)}` });
    expect(signIn?.person.name).toBe("Ada");
    expect(await accounts.signInOf({ authorization: `Bearer ${token}` })).toBeNull();
  }
  for (const end of ["", "-wal"])
    expect(readFileSync(`${databasePath(dataDir)}${end}`).includes("cleartoken")).toBe(false);
});

test("[A13] better-auth finds, changes, lists and ends sign-ins by their tokens, and stores hashes only", async () => {
  const { id } = await accounts.add({ name: "Ada", email: "ada@campus.example", role: "admin", password });
  const { internalAdapter: library } = await (await accounts.auth()).$context;
  const [first, second] = [await library.createSession(id), await library.createSession(id)];
  const stored = () => db.prepare("SELECT token FROM session").pluck().all();
  expect(stored()).toHaveLength(2);
  expect(stored().join()).toMatch(/^[0-9a-f]{64},[0-9a-f]{64}$/);
  expect((await library.findSession(first.token))?.session).toMatchObject({
    id: first.id,
    token: first.token,
  });
  expect(await library.findSession(String(stored()[0]))).toBeNull();
  const both = await library.findSessions([first.token, second.token]);
  expect(both.map(({ session }) => session.token)).toEqual([first.token, second.token]);
  const changed = await library.updateSession(first.token, { userAgent: "another" });
  expect(changed).toMatchObject({ token: first.token, userAgent: "another" });
  await library.deleteSession(first.token);
  expect(await library.findSession(first.token)).toBeNull();
  expect((await library.findSession(second.token))?.session.id).toBe(second.id);
});
