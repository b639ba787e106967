import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Role } from "../../shared/policy/roles.ts";
import { Problem } from "../http/problem.ts";
import { soundRow, soundRows } from "../store/sound-rows.ts";
import type { Db } from "./database.ts";
import { storePassword } from "./passwords.ts";
import { type Person, personColumns, personRow } from "./person.ts";

/** A person as admins see them. Times are ISO strings; null: never here. */
export type PersonWithTimes = Person & { createdAt: string; lastSeenAt: string | null };

const withTimes = personRow.extend({ createdAt: z.string(), lastSeenAt: z.string().nullable() });

export function personById(db: Db, id: string): Person | null {
  return parsed(db, db.prepare(`SELECT ${personColumns} FROM people u WHERE u.id = ?`).get(id));
}

/** Everybody whose work is or was with tickets, the suspended too. */
function admittedStaff(db: Db): Person[] {
  const rows = db
    .prepare(`SELECT ${personColumns} FROM people u WHERE u.role <> 'student' AND u.status <> 'pending'`)
    .all();
  return soundRows(db, { of: "people", schema: personRow }, rows);
}

/** People kept in memory for whoever asks at every message. */
const peopleKept = 10_000;

export type PeopleReader = {
  person(id: string): Person | null;
  staff(): readonly Person[];
  /** This process has changed an account: what is asked next is read. */
  changed(): void;
};

/**
 * People as they are in the database now, read once for each change of an account. The log of changes says whether there
 * was one, by whichever process; the last row of the table, whether somebody came.
 */
export function peopleReader(db: Db): PeopleReader {
  const lastChange = db.prepare<[], number | null>("SELECT max(id) FROM account_changes").pluck();
  const lastPerson = db.prepare<[], number | null>('SELECT max(rowid) FROM "user"').pluck();
  const select = db.prepare(`SELECT ${personColumns} FROM people u WHERE u.id = ?`);
  const known = new LRUCache<string, Person>({ max: peopleKept });
  let staff: { people: readonly Person[]; asOf: number | null | undefined } | null = null;
  let asOf: number | null | undefined;
  let askedInThisTurn = false;

  /** Asked once in a turn of the event loop: what another process commits within it might as well have come after. */
  function forgetWhatChanged(): void {
    if (askedInThisTurn) return;
    askedInThisTurn = true;
    setImmediate(() => {
      askedInThisTurn = false;
    });
    const last = lastChange.get();
    if (last === asOf) return;
    known.clear();
    staff = null;
    asOf = last;
  }

  return {
    changed() {
      askedInThisTurn = false;
    },
    person(id) {
      // What is not committed may be taken back, and is nobody else's to see.
      if (db.inTransaction) return parsed(db, select.get(id));
      forgetWhatChanged();
      const there = known.get(id);
      if (there !== undefined) return there;
      const person = parsed(db, select.get(id));
      if (person !== null) known.set(id, person);
      return person;
    },
    staff() {
      forgetWhatChanged();
      const last = lastPerson.get();
      if (staff === null || staff.asOf !== last) staff = { people: admittedStaff(db), asOf: last };
      return staff.people;
    },
  };
}

export function personByEmail(db: Db, email: string): Person | null {
  return parsed(
    db,
    db.prepare(`SELECT ${personColumns} FROM people u WHERE u.email = ?`).get(email.toLowerCase()),
  );
}

export function allPeople(db: Db): PersonWithTimes[] {
  const rows = db
    .prepare(
      `SELECT ${personColumns}, u.createdAt, l.at AS lastSeenAt
       FROM people u LEFT JOIN last_seen l ON l.personId = u.id ORDER BY u.name COLLATE NOCASE, u.id`,
    )
    .all();
  return soundRows(db, { of: "people", schema: withTimes }, rows);
}

/** Rows that are read in one turn of the event loop: some 5 ms. */
const peopleInTurn = 1_000;

/** The same, however many there are, a thousand in each turn of the event loop. Who comes meanwhile may be in it or not. */
export async function peopleInTurns(db: Db): Promise<PersonWithTimes[]> {
  const select = db.prepare<[number, number], { rowid: number }>(
    `SELECT a.rowid, ${personColumns}, u.createdAt, l.at AS lastSeenAt
     FROM "user" a JOIN people u ON u.id = a.id LEFT JOIN last_seen l ON l.personId = u.id
     WHERE a.rowid > ? ORDER BY a.rowid LIMIT ?`,
  );
  const found: PersonWithTimes[] = [];
  for (let after = 0; ; ) {
    const rows = select.all(after, peopleInTurn);
    found.push(...soundRows(db, { of: "people", schema: withTimes }, rows));
    const last = rows.at(-1);
    if (last === undefined || rows.length < peopleInTurn) break;
    after = last.rowid;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const key = new Map(found.map((person) => [person, person.name.toLowerCase()]));
  return found.sort((a, b) => compared(key.get(a) ?? "", key.get(b) ?? "") || compared(a.id, b.id));
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function hasAdmin(db: Db): boolean {
  return db.prepare(`SELECT 1 FROM "user" WHERE role = 'admin' LIMIT 1`).get() !== undefined;
}

/** Adds an active person; without a hash they need a link before they can sign in. Throws `email-taken`. */
export function addPerson(
  db: Db,
  person: { name: string; email: string; role: Role; passwordHash: string | null },
): Person {
  const id = randomUUID();
  const email = person.email.toLowerCase();
  const now = new Date().toISOString();
  db.transaction(() => {
    if (personByEmail(db, email)) throw new Problem("email-taken");
    db.prepare(
      `INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt, role, status)
       VALUES (?, ?, ?, 0, ?, ?, ?, 'active')`,
    ).run(id, person.name, email, now, now, person.role);
    storePassword(db, id, person.passwordHash);
  }).immediate();
  return known(db, id);
}

/** Whether anybody has ever signed in to this account. */
export function hasSignedIn(db: Db, id: string): boolean {
  return db.prepare("SELECT 1 FROM last_seen WHERE personId = ?").get(id) !== undefined;
}

export function pendingCount(db: Db): number {
  return z.number().parse(db.prepare(`SELECT count(*) FROM "user" WHERE status = 'pending'`).pluck().get());
}

/** Admits a student who waits. Throws `not-pending`. */
export function approve(db: Db, id: string): Person {
  return change(db, id, (person) => {
    if (person.status !== "pending") throw new Problem("not-pending");
    setStatus(db, id, "active");
  });
}

/** Gives another role. Throws `not-yourself` and `last-admin`. `by` is null for the command line. */
export function setRole(db: Db, id: string, role: Role, by: string | null): Person {
  return change(db, id, (person) => {
    if (person.role === role) return;
    refuseForOneself(person, by);
    if (role !== "admin") refuseForLastAdmin(db, person);
    db.prepare('UPDATE "user" SET role = ?, updatedAt = ? WHERE id = ?').run(
      role,
      new Date().toISOString(),
      id,
    );
    // A link that was shown for a student must not open the account of staff.
    db.prepare("DELETE FROM one_time_links WHERE personId = ?").run(id);
  });
}

/** Suspends: every sign-in and reset link ends in the same transaction. Safe to repeat. */
export function suspend(db: Db, id: string, by: string | null): Person {
  return change(db, id, (person) => {
    refuseForOneself(person, by);
    refuseForLastAdmin(db, person);
    setStatus(db, id, "suspended");
    db.prepare("DELETE FROM session WHERE userId = ?").run(id);
    db.prepare("DELETE FROM one_time_links WHERE personId = ?").run(id);
  });
}

/** Ends a suspension. Throws `not-suspended`. */
export function reactivate(db: Db, id: string): Person {
  return change(db, id, (person) => {
    if (person.status !== "suspended") throw new Problem("not-suspended");
    setStatus(db, id, "active");
  });
}

export function rename(db: Db, id: string, name: string): Person {
  return change(db, id, () => {
    db.prepare('UPDATE "user" SET name = ?, updatedAt = ? WHERE id = ?').run(
      name,
      new Date().toISOString(),
      id,
    );
  });
}

/** A sign-up in progress is milliseconds old; one older than this, in ms, was cut short by a crash. */
const tornAfterMs = 60_000;

/** A crash between the two rows of a sign-up leaves a person who can never sign in and whose address is taken. */
export function removeTornSignUps(db: Db): void {
  db.prepare('DELETE FROM "user" WHERE createdAt < ? AND id NOT IN (SELECT userId FROM account)').run(
    new Date(Date.now() - tornAfterMs).toISOString(),
  );
}

/** The person with this id. Throws `no-such-person`. */
export function known(db: Db, id: string): Person {
  const person = personById(db, id);
  if (!person) throw new Problem("no-such-person");
  return person;
}

/** Judges and changes under SQLite's write lock, so that two processes cannot each remove the other's last admin. */
function change(db: Db, id: string, make: (person: Person) => void): Person {
  return db
    .transaction(() => {
      make(known(db, id));
      return known(db, id);
    })
    .immediate();
}

function setStatus(db: Db, id: string, status: Person["status"]): void {
  db.prepare('UPDATE "user" SET status = ?, updatedAt = ? WHERE id = ?').run(
    status,
    new Date().toISOString(),
    id,
  );
}

function refuseForOneself(person: Person, by: string | null): void {
  if (person.id === by) throw new Problem("not-yourself");
}

function refuseForLastAdmin(db: Db, person: Person): void {
  if (person.role !== "admin" || person.status === "pending" || person.status === "suspended") return;
  const another = db
    .prepare(`SELECT 1 FROM people WHERE role = 'admin' AND status = 'active' AND id <> ? LIMIT 1`)
    .get(person.id);
  if (another === undefined) throw new Problem("last-admin");
}

/** Whose row is broken is nobody: whatever they could do, nobody else waits for it. */
function parsed(db: Db, row: unknown): Person | null {
  return row === undefined ? null : soundRow(db, { of: "people", schema: personRow }, row);
}
