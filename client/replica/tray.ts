import type { Replica } from "./database.ts";
import { insertedText } from "./notes-text.ts";
import type { OutboxRow, Refusal, TrayRow } from "./schema.ts";

/** Newest first and no more than this many can be shown at once; nothing is dropped for it. */
export const trayShown = 1_000;

/**
 * Moves rows of the outbox to the tray, each with its reason. What carries no words and no deed of its own (that
 * messages were read) just goes. Runs inside the caller's transaction; projecting is the caller's.
 */
export async function moveToTray(
  replica: Replica,
  fallen: readonly { row: OutboxRow; reason: Refusal }[],
  now: number,
): Promise<void> {
  if (fallen.length === 0) return;
  const tickets = await replica.tickets.bulkGet([...new Set(fallen.map(({ row }) => row.ticketId))]);
  const titles = new Map(
    tickets.flatMap((ticket) => (ticket === undefined ? [] : [[ticket.id, ticket.title]])),
  );
  const orders = fallen.flatMap(({ row }) => (row.order === undefined ? [] : [row.order]));
  const trayRows = fallen.flatMap(({ row, reason }) => {
    const tray = trayRowOf(row, reason, titles.get(row.ticketId) ?? null, now);
    return tray === null ? [] : [tray];
  });
  await replica.outbox.bulkDelete(orders);
  await replica.tray.bulkPut(withNotesJoined(trayRows));
}

function trayRowOf(row: OutboxRow, reason: Refusal, title: string | null, now: number): TrayRow | null {
  if (row.entry?.type === "chat.seen") return null;
  const text = row.update === null ? null : insertedText(row.update);
  // An edit of notes that only deleted has nothing to keep.
  if (row.entry === null && (text === null || text === "")) return null;
  return { id: row.id, ticketId: row.ticketId, doc: row.doc, entry: row.entry, text, reason, at: now, title };
}

/** Edits of notes come keystroke by keystroke; what was typed in one go is one item. */
function withNotesJoined(rows: readonly TrayRow[]): TrayRow[] {
  const joined: TrayRow[] = [];
  for (const row of rows) {
    const earlier =
      row.entry === null ? joined.find((each) => each.doc === row.doc && each.entry === null) : undefined;
    if (earlier === undefined) joined.push({ ...row });
    else earlier.text = `${earlier.text ?? ""}${row.text ?? ""}`;
  }
  return joined;
}
