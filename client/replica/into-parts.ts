import type { Transaction } from "dexie";
import type { DocName } from "../../shared/log/doc-name.ts";
import { rowsOfUpdates } from "./base.ts";
import { placeOf } from "./place.ts";
import type { HeldRow, PartRow, TicketRow } from "./schema.ts";

/** Brings a replica of the form with one row for each update and document into the one with rows of many [D11]. */
export async function intoParts(tx: Transaction): Promise<void> {
  const docs: { name: DocName }[] = await tx.table("docs").toArray();
  const updates: { doc: DocName; bytes: Uint8Array }[] = await tx.table("updates").toArray();
  const held: HeldRow[] = [];
  const parts: PartRow[] = [];
  for (const row of rowsOfUpdates(updates.map(({ doc, bytes }) => ({ doc, bytes })))) {
    const id = held.length + 1;
    held.push({ id, docs: [...new Set(row.map(({ doc }) => doc))] });
    parts.push({ id, updates: row });
  }
  const filled = new Set(held.flatMap((row) => row.docs));
  const empty = docs.map(({ name }) => name).filter((name) => !filled.has(name));
  if (empty.length > 0) held.push({ docs: empty });
  await tx.table("held").bulkAdd(held);
  await tx.table("parts").bulkAdd(parts);
  await tx
    .table("tickets")
    .toCollection()
    .modify((row: TicketRow) => {
      row.place = placeOf(row.state);
    });
}
