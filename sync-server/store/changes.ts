import type Database from "better-sqlite3";
import type { Winner } from "../../shared/entries/entry.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import { type Principal, principalsOf } from "../../shared/policy/may-read.ts";
import type { AccountStatus, Role } from "../../shared/policy/roles.ts";
import type { Changes } from "./store.ts";

/**
 * What a person's device lacks since its cursor, from the grants ledger. A grant counts at a seq when it began at
 * or before it and had not ended by it.
 * @param now the person's principals now; those at the cursor come from the history of their roles
 */
export function changesSince(
  db: Database.Database,
  person: string,
  now: readonly Principal[],
  cursor: number,
): Changes {
  const then = principalsAt(db, person, now, cursor);
  const asBefore = then.length === now.length && then.every((principal) => now.includes(principal));
  // With the same principals only grants that began or ended since can differ; else everything may.
  const candidates = asBefore ? grantsTouchedSince(db, now, cursor) : grantsOf(db, [...then, ...now]);
  const revoked: Changes["revoked"] = [];
  const gained: Changes["gained"] = [];
  for (const { doc, held, holds, from, because } of foldGrants(candidates, then, now, cursor)) {
    if (held && !holds) revoked.push({ doc, because });
    if (!held && holds) gained.push({ doc, from: Math.max(from, asBefore ? 0 : roleSince(db, person)) });
  }
  const gainedDocs = new Set(gained.map(({ doc }) => doc));
  return {
    upTo: Number(
      db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'seq'").get()?.value ?? 0,
    ),
    revoked,
    gained: gained.sort((a, b) => a.from - b.from),
    changed: changedDocs(db, now, cursor).filter((doc) => !gainedDocs.has(doc)),
  };
}

type GrantRow = {
  doc: DocName;
  principal: Principal;
  fromSeq: number;
  untilSeq: number | null;
  because: string | null;
};

const grantColumns =
  "SELECT d.name AS doc, g.principal, g.fromSeq, g.untilSeq, g.because FROM grants g JOIN documents d ON d.id = g.document";

function grantsOf(db: Database.Database, principals: readonly Principal[]): GrantRow[] {
  return db
    .prepare<[string], GrantRow>(`${grantColumns} WHERE g.principal IN (SELECT value FROM json_each(?))`)
    .all(JSON.stringify([...new Set(principals)]));
}

/** All grants on the documents where one of these principals' grants began or ended after the cursor. */
function grantsTouchedSince(
  db: Database.Database,
  principals: readonly Principal[],
  cursor: number,
): GrantRow[] {
  const mine = JSON.stringify(principals);
  return db
    .prepare<[string, string, number, string, number], GrantRow>(
      `${grantColumns} WHERE g.principal IN (SELECT value FROM json_each(?)) AND g.document IN (
         SELECT document FROM grants WHERE principal IN (SELECT value FROM json_each(?)) AND fromSeq > ?
         UNION
         SELECT document FROM grants WHERE principal IN (SELECT value FROM json_each(?)) AND untilSeq > ?)`,
    )
    .all(mine, mine, cursor, mine, cursor);
}

type Folded = { doc: DocName; held: boolean; holds: boolean; from: number; because: Winner | null };

function foldGrants(
  rows: GrantRow[],
  then: readonly Principal[],
  now: readonly Principal[],
  cursor: number,
): Folded[] {
  const byDoc = new Map<DocName, Folded & { endedAt: number }>();
  for (const row of rows) {
    const doc = byDoc.get(row.doc) ?? {
      doc: row.doc,
      held: false,
      holds: false,
      from: 0,
      because: null,
      endedAt: 0,
    };
    byDoc.set(row.doc, doc);
    const standsAtCursor = row.fromSeq <= cursor && (row.untilSeq === null || row.untilSeq > cursor);
    if (standsAtCursor && then.includes(row.principal)) doc.held = true;
    if (row.untilSeq === null && now.includes(row.principal)) {
      doc.from = doc.holds ? Math.min(doc.from, row.fromSeq) : row.fromSeq;
      doc.holds = true;
    }
    // What ended last is why it cannot be read now.
    if (row.untilSeq !== null && row.untilSeq > Math.max(cursor, doc.endedAt)) {
      doc.endedAt = row.untilSeq;
      doc.because = parseWinner(row.because);
    }
  }
  return [...byDoc.values()];
}

function changedDocs(db: Database.Database, now: readonly Principal[], cursor: number): DocName[] {
  return db
    .prepare<[string, number], { name: DocName }>(
      `SELECT DISTINCT d.name FROM grants g JOIN documents d ON d.id = g.document
       WHERE g.principal IN (SELECT value FROM json_each(?)) AND g.untilSeq IS NULL AND d.version > ?`,
    )
    .all(JSON.stringify(now), cursor)
    .map(({ name }) => name);
}

type RoleRow = { role: Role; status: AccountStatus; fromSeq: number };

function principalsAt(
  db: Database.Database,
  person: string,
  now: readonly Principal[],
  cursor: number,
): readonly Principal[] {
  const row = db
    .prepare<[string, number], RoleRow>(
      "SELECT role, status, fromSeq FROM roles WHERE person = ? AND fromSeq <= ? ORDER BY fromSeq DESC LIMIT 1",
    )
    .get(person, cursor);
  if (row !== undefined) return principalsOf({ id: person, role: row.role, status: row.status });
  return now;
}

/** The seq of the person's last change of role or status; 0 if there was none. */
function roleSince(db: Database.Database, person: string): number {
  const row = db
    .prepare<[string], { fromSeq: number | null }>(
      "SELECT max(fromSeq) AS fromSeq FROM roles WHERE person = ?",
    )
    .get(person);
  return row?.fromSeq ?? 0;
}

/** Reads a winner back from its column; we wrote it, so it is what it was. */
export function parseWinner(json: string | null): Winner | null {
  return json === null ? null : (JSON.parse(json) as Winner);
}
