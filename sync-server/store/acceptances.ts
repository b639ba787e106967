import type Database from "better-sqlite3";
import type { DocName } from "../../shared/log/doc-name.ts";
import { prepareOnce } from "./prepared.ts";
import type { Acceptance } from "./store.ts";

type Row = { name: DocName; seq: number; id: string; at: number };

/** Documents past which one pass over the seqs costs less than a question for each. */
const docsMany = 200;

const uuid = `lower(substr(hex(e.id), 1, 8) || '-' || substr(hex(e.id), 9, 4) || '-' || substr(hex(e.id), 13, 4) || '-' ||
  substr(hex(e.id), 17, 4) || '-' || substr(hex(e.id), 21)) AS id`;

/** When the entries of these logs were accepted, by append: from the index, since joined updates know only the last of their seqs. */
export function acceptancesIn(
  db: Database.Database,
  { docs, after, upTo }: { docs: ReadonlySet<DocName>; after: number; upTo: number },
): Acceptance[] {
  const rows = docs.size > docsMany ? bySeq(db, after, upTo) : byDoc(db, docs, after, upTo);
  const timeOf = prepareOnce<[number], { at: number }>(
    db,
    "SELECT at FROM accepted WHERE firstSeq <= ? ORDER BY firstSeq DESC LIMIT 1",
  );
  const found: Acceptance[] = [];
  for (const { name, seq, id, at } of rows) {
    const last = found.at(-1);
    if (last?.seq === seq) last.ids.push(id);
    else if (docs.has(name)) found.push({ doc: name, seq, at: timeOf.get(seq)?.at ?? at, ids: [id] });
  }
  return found;
}

function byDoc(db: Database.Database, docs: ReadonlySet<DocName>, after: number, upTo: number): Row[] {
  const select = prepareOnce<[string, number, number, string, number, number], Row>(
    db,
    `SELECT d.name, e.seq, e.at, ${uuid} FROM documents d JOIN (
       SELECT document, entry AS id, seq, at FROM updates WHERE entry IS NOT NULL
     ) e ON e.document = d.id WHERE d.name = ? AND e.seq > ? AND e.seq <= ?
     UNION ALL
     SELECT d.name, e.seq, e.at, ${uuid} FROM documents d JOIN entry_index e ON e.document = d.id
     WHERE d.name = ? AND e.seq > ? AND e.seq <= ?`,
  );
  return inOrder([...docs].flatMap((doc) => select.all(doc, after, upTo, doc, after, upTo)));
}

function bySeq(db: Database.Database, after: number, upTo: number): Row[] {
  const select = prepareOnce<[number, number, number, number], Row>(
    db,
    `SELECT d.name, e.seq, e.at, ${uuid} FROM (
       SELECT document, entry AS id, seq, at FROM updates WHERE seq > ? AND seq <= ? AND entry IS NOT NULL
     ) e JOIN documents d ON d.id = e.document
     UNION ALL
     SELECT d.name, e.seq, e.at, ${uuid} FROM entry_index e JOIN documents d ON d.id = e.document
     WHERE e.seq > ? AND e.seq <= ?`,
  );
  return inOrder(select.all(after, upTo, after, upTo));
}

function inOrder(rows: Row[]): Row[] {
  return rows.sort((a, b) => a.seq - b.seq);
}
