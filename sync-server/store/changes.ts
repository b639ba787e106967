import type Database from "better-sqlite3";
import type { Winner } from "../../shared/entries/entry.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import { type Principal, principalsOf } from "../../shared/policy/may-read.ts";
import type { AccountStanding, Role } from "../../shared/policy/roles.ts";
import { prepareOnce } from "./prepared.ts";
import type { Changes } from "./store.ts";

/** Documents changed since a cursor up to which it is cheaper to go by them than by everything the person may read. */
const changedFew = 1_000;

/**
 * What a person's device lacks since its cursor, from the grants ledger. A grant counts at a seq when it began at
 * or before it and had not ended by it. What was lost and regained in between is gained: the device may have been told
 * to delete it and have been cut off before its cursor moved. So is everything after a change of role.
 * @param now the person's principals now; those at the cursor come from the history of their roles
 */
export function changesSince(
  db: Database.Database,
  person: string,
  now: readonly Principal[],
  cursor: number,
): Changes {
  const role = roleSince(db, person);
  const sameRole = role <= cursor;
  // In the same role only grants that began or ended since can differ; a new device, or a new role, has all to gain.
  const candidates =
    sameRole && cursor > 0
      ? grantsTouchedSince(db, now, cursor)
      : grantsOf(db, [...principalsSince(db, person, cursor), ...now]);
  const revoked: Changes["revoked"] = [];
  const gained: Changes["gained"] = [];
  for (const [doc, grants] of Map.groupBy(candidates, (row) => row.doc)) {
    const unbroken = unbrokenSince(grants.filter(({ principal }) => now.includes(principal)));
    const since = unbroken === null || sameRole ? unbroken : Math.max(unbroken, role);
    if (since !== null && since > cursor) gained.push({ doc, from: since });
    if (since === null && stoodAfter(grants, cursor)) {
      revoked.push({ doc, because: lastEndedAfter(grants, cursor) });
    }
  }
  const gainedDocs = new Set(gained.map(({ doc }) => doc));
  return {
    upTo: Number(
      prepareOnce<[], { value: string }>(db, "SELECT value FROM meta WHERE key = 'seq'").get()?.value ?? 0,
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
  return prepareOnce<[string], GrantRow>(
    db,
    `${grantColumns} WHERE g.principal IN (SELECT value FROM json_each(?))`,
  ).all(JSON.stringify([...new Set(principals)]));
}

/** All grants on the documents where one of these principals' grants began or ended after the cursor. */
function grantsTouchedSince(
  db: Database.Database,
  principals: readonly Principal[],
  cursor: number,
): GrantRow[] {
  const mine = JSON.stringify(principals);
  return prepareOnce<[string, string, number, string, number], GrantRow>(
    db,
    `${grantColumns} WHERE g.principal IN (SELECT value FROM json_each(?)) AND g.document IN (
         SELECT document FROM grants WHERE principal IN (SELECT value FROM json_each(?)) AND fromSeq > ?
         UNION
         SELECT document FROM grants WHERE principal IN (SELECT value FROM json_each(?)) AND untilSeq > ?)`,
  ).all(mine, mine, cursor, mine, cursor);
}

/** From which seq on one of these grants has stood without a gap until now; null when none stands. */
function unbrokenSince(grants: readonly GrantRow[]): number | null {
  const standing = grants.filter(({ untilSeq }) => untilSeq === null).map(({ fromSeq }) => fromSeq);
  if (standing.length === 0) return null;
  let since = Math.min(...standing);
  // A grant that ended where the next one began handed over to it in one step.
  const earlier = grants.toSorted((a, b) => (b.untilSeq ?? 0) - (a.untilSeq ?? 0));
  for (const { fromSeq, untilSeq } of earlier) {
    if (untilSeq !== null && untilSeq >= since) since = Math.min(since, fromSeq);
  }
  return since;
}

/**
 * Did one of these grants stand at the cursor or after it? What came and went since counts: its content may have been
 * sent before the cursor reached its grant. A device without a cursor has stored nothing yet.
 */
function stoodAfter(grants: readonly GrantRow[], cursor: number): boolean {
  return cursor > 0 && grants.some(({ untilSeq }) => untilSeq === null || untilSeq > cursor);
}

/** What ended last is why it cannot be read now; null where nothing did, because the role is another. */
function lastEndedAfter(grants: readonly GrantRow[], cursor: number): Winner | null {
  const ended = grants.filter(({ untilSeq }) => untilSeq !== null && untilSeq > cursor);
  const last = ended.sort((a, b) => (b.untilSeq ?? 0) - (a.untilSeq ?? 0))[0];
  return parseWinner(last?.because ?? null);
}

/** Goes by what has changed or by what may be read, whichever is less: an admin may read every ticket there is. */
function changedDocs(db: Database.Database, now: readonly Principal[], cursor: number): DocName[] {
  const mine = JSON.stringify(now);
  const since = prepareOnce<[number, number], { count: number }>(
    db,
    "SELECT count(*) AS count FROM (SELECT 1 FROM documents WHERE version > ? LIMIT ?)",
  ).get(cursor, changedFew);
  const rows =
    (since?.count ?? 0) < changedFew
      ? prepareOnce<[number, string], { name: DocName }>(
          db,
          `SELECT d.name FROM documents d WHERE d.version > ? AND EXISTS (
               SELECT 1 FROM grants g WHERE g.document = d.id AND g.untilSeq IS NULL
                 AND g.principal IN (SELECT value FROM json_each(?)))`,
        ).all(cursor, mine)
      : prepareOnce<[string, number], { name: DocName }>(
          db,
          `SELECT DISTINCT d.name FROM grants g JOIN documents d ON d.id = g.document
             WHERE g.principal IN (SELECT value FROM json_each(?)) AND g.untilSeq IS NULL AND d.version > ?`,
        ).all(mine, cursor);
  return rows.map(({ name }) => name);
}

type RoleRow = { role: Role; status: AccountStanding };

/** The principals that the person has been since the cursor, those at it included. */
function principalsSince(db: Database.Database, person: string, cursor: number): Principal[] {
  return prepareOnce<[string, string, number], RoleRow>(
    db,
    `SELECT role, status FROM roles WHERE person = ? AND fromSeq >=
         coalesce((SELECT max(fromSeq) FROM roles WHERE person = ? AND fromSeq <= ?), 0)`,
  )
    .all(person, person, cursor)
    .flatMap(({ role, status }) => principalsOf({ id: person, role, status }));
}

/** The seq of the person's last change of role or status; 0 if there was none. */
function roleSince(db: Database.Database, person: string): number {
  const row = prepareOnce<[string], { fromSeq: number | null }>(
    db,
    "SELECT max(fromSeq) AS fromSeq FROM roles WHERE person = ?",
  ).get(person);
  return row?.fromSeq ?? 0;
}

/** Reads a winner back from its column; we wrote it, so it is what it was. */
export function parseWinner(json: string | null): Winner | null {
  return json === null ? null : (JSON.parse(json) as Winner);
}
