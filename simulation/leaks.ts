import { kindOf, ticketIdOf } from "../shared/log/doc-name.ts";
import { mayRead } from "../shared/policy/may-read.ts";
import type { Person } from "../sync-server/accounts/person.ts";
import type { Device } from "./device.ts";
import type { TicketCopy } from "./server-copy.ts";
import type { Witness } from "./witness.ts";
import { wordsIn } from "./words.ts";

/** [X2] Words on a synced device that its person may not read now. What they wrote themselves and lost is theirs: outbox, tray and drafts are not looked through. */
export async function leaks(
  { replica, name }: Device,
  person: Person,
  copies: ReadonlyMap<string, TicketCopy>,
  witness: Witness,
  now: number,
): Promise<string[]> {
  const stored = (await replica.parts.toArray()).flatMap((row) => row.updates);
  const bytes = stored.map((update) => Buffer.from(update.bytes).toString("latin1"));
  const rows = [
    ...(await replica.chatMessages.toArray()),
    ...(await replica.tickets.toArray()),
    ...(await replica.blobs.toArray()),
    ...(await replica.resend.toArray()),
  ];
  const found = new Set(wordsIn([...bytes, ...rows.map((row) => JSON.stringify(row))].join("\n")));
  return [...found].flatMap((word) => {
    const docs = [...(witness.words.get(word) ?? [])];
    const may = docs.some((doc) =>
      mayRead(person, kindOf(doc), copies.get(ticketIdOf(doc))?.state ?? null, now),
    );
    return may ? [] : [`${name} holds ${word} of ${docs.join(", ")}`];
  });
}
