import { isDeepStrictEqual } from "node:util";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { heldDocs, rowsHolding, updatesIn } from "../client/replica/base.ts";
import { openReplica, type Replica } from "../client/replica/database.ts";
import { FeedBatch } from "../client/replica/feed-batch.ts";
import { logsOf } from "../client/replica/load.ts";
import { storeFeed } from "../client/replica/store-feed.ts";
import { redactedIn } from "../client/replica/taken-back.ts";
import { withoutWords } from "../shared/entries/without-words.ts";
import { type DocName, isLog } from "../shared/log/doc-name.ts";
import { mayRead } from "../shared/policy/may-read.ts";
import type { AcceptedUpdate } from "../shared/protocol/control.ts";
import type { Person } from "../sync-server/accounts/person.ts";
import { clockAheadMs } from "../sync-server/sync/guard.ts";
import type { Device } from "./device.ts";
import { contentOf, docsOf, notesText, type TicketCopy } from "./server-copy.ts";

/** [X1] What is wrong between a synced device and the server, one sentence each. */
export async function divergences(
  device: Device,
  person: Person,
  copies: ReadonlyMap<string, TicketCopy>,
  now: number,
): Promise<string[]> {
  const { replica, name } = device;
  const wrong: string[] = [];
  if ((await replica.outbox.count()) > 0) wrong.push(`${name} still has an outbox`);
  if ((await replica.resend.count()) > 0) wrong.push(`${name} still holds entries of a former base`);
  const held = await heldDocs(replica);
  const updates = await updatesIn(replica, await rowsHolding(replica, [...held]));
  const { logs } = await logsOf(replica, [...copies.keys()]);
  const readable = new Map<DocName, Uint8Array>();
  for (const copy of copies.values()) {
    for (const { doc, kind } of docsOf(copy)) {
      const may = mayRead(person, kind, copy.state, now);
      if (may !== held.delete(doc)) wrong.push(`${name} ${may ? "lacks" : "holds"} ${doc}`);
      if (!may) continue;
      readable.set(doc, copy.bytes[kind]);
      const has = isLog(kind)
        ? JSON.stringify(logs.get(copy.id)?.[kind] ?? [])
        : notesText(updates.get(doc) ?? []);
      if (has !== contentOf(copy, kind))
        wrong.push(`${name} reads ${doc} as ${has}, the server as ${contentOf(copy, kind)}`);
    }
    const row = await replica.tickets.get(copy.id);
    const state = mayRead(person, "ticket", copy.state, now) ? copy.state : undefined;
    if (!isDeepStrictEqual(row?.state, state) || !isDeepStrictEqual(row?.base, state))
      wrong.push(`${name} has another state of ${copy.id} than the server`);
  }
  for (const copy of copies.values()) wrong.push(...wordsLeft(copy), ...datedBeforeTicket(copy));
  for (const doc of held) wrong.push(`${name} holds ${doc}, which the server does not have`);
  const accepted = new Map([...copies.values()].flatMap((copy) => Object.entries(copy.accepted)));
  return [...wrong, ...(await wrongProjections(device, readable, accepted))];
}

/** [K44] Messages that were taken back and whose words the server still has; each device has what the server has. */
function wordsLeft({ id, logs }: TicketCopy): string[] {
  const takenBack = redactedIn(logs.chat);
  return logs.chat.flatMap((entry) =>
    takenBack.has(entry.id) && withoutWords(entry) !== null
      ? [`chat/${id} has the words of ${entry.id}`]
      : [],
  );
}

/** [G11] Entries that say they were written before their ticket was opened, by more than clocks may differ. */
function datedBeforeTicket({ id, logs, state }: TicketCopy): string[] {
  return [...logs.ticket, ...logs.request, ...logs.chat].flatMap((entry) =>
    entry.at < state.openedAt - clockAheadMs ? [`${entry.id} in ${id} is dated before its ticket`] : [],
  );
}

/** Are the rows that the screens read what a device makes that hears everything at once for the first time? */
async function wrongProjections(
  { replica, me, now, name }: Device,
  readable: ReadonlyMap<DocName, Uint8Array>,
  accepted: ReadonlyMap<string, AcceptedUpdate[]>,
): Promise<string[]> {
  const fresh = openReplica(me.id, { prefix: `${name}-fresh-`, indexedDB: new IDBFactory(), IDBKeyRange });
  const batch = new FeedBatch();
  batch.named(await replica.people.toArray());
  for (const [doc, bytes] of readable) {
    batch.granted([doc]);
    batch.update(doc, bytes);
    batch.accepted({ [doc]: accepted.get(doc) ?? [] });
  }
  await storeFeed(fresh, me, batch, 1, now);
  const wrong: string[] = [];
  for (const table of ["tickets", "chatMessages"] as const) {
    const has = await rowsOf(replica, table);
    const should = await rowsOf(fresh, table);
    const other = [...new Set([...has.keys(), ...should.keys()])].find(
      (id) => !isDeepStrictEqual(has.get(id), should.get(id)),
    );
    if (other !== undefined)
      wrong.push(
        `${name} shows ${JSON.stringify(has.get(other))}, made anew it is ${JSON.stringify(should.get(other))}`,
      );
  }
  fresh.close();
  return wrong;
}

async function rowsOf(replica: Replica, table: "tickets" | "chatMessages"): Promise<Map<string, unknown>> {
  return new Map(
    (await replica[table].toArray()).map((row) => [
      "ticketId" in row ? `${row.ticketId} ${row.id}` : row.id,
      row,
    ]),
  );
}
