import * as Y from "yjs";
import type { Entry } from "../../shared/entries/entry.ts";
import { encodeAppend, type Position } from "../../shared/log/append.ts";
import { newClientId } from "../../shared/log/client-id.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import { updateLimits } from "../../shared/log/limits.ts";
import { baseTables, updatesOf } from "./base.ts";
import type { Replica } from "./database.ts";
import { untilFilesAreThere } from "./files.ts";
import { judgeOn } from "./judge.ts";
import { logsOfTicket, outboxOf } from "./load.ts";
import type { Me } from "./me.ts";
import { idsIn } from "./overlay.ts";
import { readBase } from "./read-base.ts";
import type { OutboxRow } from "./schema.ts";
import { stageOf } from "./stage.ts";

/** One update on its way, and what its receipt will name. `origin` is the base's tail it was encoded against. */
export type Push = {
  ticketId: string;
  doc: DocName;
  ids: string[];
  update: Uint8Array;
  /** Null for notes: their updates carry the editor's clientIDs. */
  end: Position | null;
  origin: Position | null;
  /** Sent only to learn whether the server has it: its document is revoked, and no feed will follow. */
  asks: boolean;
};

/** Room for the header, the origin and the merging of notes, bytes. */
const bytesPerPush = updateLimits.bytes - 4_096;

/**
 * The next push of a ticket, encoded against its base; null when nothing waits or something is on its way.
 * @param lastClient the clientID of this document's last push, if that one was accepted: it may be used again,
 *   which keeps a conversation's writers few
 */
export async function nextPush(
  replica: Replica,
  me: Me,
  ticketId: string,
  lastClient: (doc: DocName) => number | null,
  now: number,
): Promise<Push | null> {
  const { outbox, people, blobs } = replica;
  return replica.transaction("r", [...baseTables(replica), outbox, people, blobs], async () => {
    const logs = await logsOfTicket(replica, ticketId);
    const known = idsIn(logs);
    const rows = ((await outboxOf(replica, [ticketId])).get(ticketId) ?? []).filter(
      (row) => !known.has(row.id),
    );
    // What is accepted and not yet fed would be missing under what comes next.
    if (rows.some((row) => row.state !== "waiting")) return null;
    const doubted = rows.find((row) => row.lost !== undefined);
    if (doubted !== undefined) return question(doubted);
    const staged = stageOf(ticketId, logs, rows, await judgeOn(replica, me, now));
    const stage = await untilFilesAreThere(replica, staged);
    const [first] = stage;
    if (first === undefined) return null;
    const ofDoc = stage.filter((row) => row.doc === first.doc);
    if (first.kind === "notes") return notesPush(ticketId, first.doc, ofDoc);
    const base = await updatesOf(replica, first.doc);
    const { tail: origin } = readBase(base);
    const at = positionOf(base, lastClient(first.doc));
    return logPush(ticketId, first.doc, ofDoc, at, origin);
  });
}

function logPush(
  ticketId: string,
  doc: DocName,
  rows: readonly OutboxRow[],
  at: Position,
  origin: Position | null,
): Push {
  const entries: Entry[] = [];
  let bytes = 0;
  for (const { entry } of rows.slice(0, updateLimits.entries)) {
    if (entry === null) continue;
    bytes += encodeAppend(at, null, [entry]).length;
    if (entries.length > 0 && bytes > bytesPerPush) break;
    entries.push(entry);
  }
  return {
    ticketId,
    doc,
    ids: entries.map((entry) => entry.id),
    update: encodeAppend(at, origin, entries),
    end: { client: at.client, clock: at.clock + entries.length },
    origin,
    asks: false,
  };
}

/** One row alone: an id that the log has is answered as accepted, whoever may read it now. */
function question(row: OutboxRow): Push {
  const at = { client: newClientId(), clock: 0 };
  return { ...logPush(row.ticketId, row.doc, [row], at, row.origin ?? null), asks: true };
}

function notesPush(ticketId: string, doc: DocName, rows: readonly OutboxRow[]): Push {
  const taken: { id: string; update: Uint8Array }[] = [];
  let bytes = 0;
  for (const { id, update } of rows) {
    if (update === null) continue;
    bytes += update.length;
    if (taken.length > 0 && bytes > bytesPerPush) break;
    taken.push({ id, update });
  }
  const updates = taken.map((each) => each.update);
  const [only] = updates;
  return {
    ticketId,
    doc,
    ids: taken.map((each) => each.id),
    update: updates.length === 1 && only !== undefined ? only : Y.mergeUpdates(updates),
    end: null,
    origin: null,
    asks: false,
  };
}

/** A clientID of ours and its next clock: the last one if the base shows where it ended, else a new one. */
function positionOf(base: readonly Uint8Array[], last: number | null): Position {
  if (last !== null) {
    let clock = 0;
    for (const bytes of base) clock = Math.max(clock, Y.parseUpdateMeta(bytes).to.get(last) ?? 0);
    if (clock > 0) return { client: last, clock };
  }
  return { client: newClientId(), clock: 0 };
}

/** Has the base moved since this push was encoded? */
export async function baseMoved(replica: Replica, push: Push): Promise<boolean> {
  const { tail } = readBase(await updatesOf(replica, push.doc));
  return tail?.client !== push.origin?.client || tail?.clock !== push.origin?.clock;
}
