import { heldDocs } from "../client/replica/base.ts";
import { logsOf } from "../client/replica/load.ts";
import { idsIn } from "../client/replica/overlay.ts";
import { ticketIdOf } from "../shared/log/doc-name.ts";
import type { Device } from "./device.ts";
import type { TicketCopy } from "./server-copy.ts";
import type { Made, Witness } from "./witness.ts";
import { wordsIn } from "./words.ts";

/** Where an id or a word is on one device. */
export type Kept = {
  device: Device;
  base: Set<string>;
  waiting: Set<string>;
  /** With the reasons. */
  tray: Map<string, string>;
  /** Words of notes, wherever they are: base, outbox, tray. */
  words: Set<string>;
};

export async function keptOn(device: Device): Promise<Kept> {
  const { replica } = device;
  const tickets = new Set([...(await heldDocs(replica))].map(ticketIdOf));
  const base = new Set<string>();
  const { logs } = await logsOf(replica, [...tickets]);
  for (const each of logs.values()) for (const id of idsIn(each)) base.add(id);
  const outbox = await replica.outbox.toArray();
  const resend = await replica.resend.toArray();
  const tray = await replica.tray.toArray();
  const updates = [...outbox, ...resend].flatMap((row) => (row.update === null ? [] : [row.update]));
  const parts = (await replica.parts.toArray()).flatMap((row) => row.updates);
  const stored = parts.filter((update) => update.doc.startsWith("notes/"));
  const texts = [
    ...tray.map((row) => row.text ?? ""),
    ...[...updates, ...stored.map((row) => row.bytes)].map((bytes) => Buffer.from(bytes).toString("latin1")),
  ];
  return {
    device,
    base,
    waiting: new Set([...outbox, ...resend].map((row) => row.id)),
    tray: new Map(tray.map((row) => [row.id, JSON.stringify(row.reason)])),
    words: new Set(wordsIn(texts.join("\n"))),
  };
}

/** That a message was read has no words; a later one says it too, and it goes with what it was about. */
const mayVanish = "chat.seen";

/**
 * [X3] Entries that are nowhere, or in two places. An entry is in the log, or in the tray of a device of its author, or
 * waits on one; and what is on a device that is signed out is there still.
 * @param excused what a restored backup undid and no device of its author held
 */
export function losses(
  witness: Witness,
  copies: ReadonlyMap<string, TicketCopy>,
  kept: readonly Kept[],
  synced: ReadonlySet<Device>,
  excused: ReadonlySet<string>,
): string[] {
  const logged = new Map<string, number>();
  for (const { logs } of copies.values()) {
    for (const { id } of [...logs.ticket, ...logs.request, ...logs.chat])
      logged.set(id, (logged.get(id) ?? 0) + 1);
  }
  const wrong: string[] = [];
  for (const [id, times] of logged) if (times > 1) wrong.push(`${id} is in the log ${times} times`);
  for (const id of witness.acknowledged)
    if (!logged.has(id)) wrong.push(`${id} was acknowledged and is gone`);
  for (const id of logged.keys())
    if (!witness.accepted.has(id)) wrong.push(`${id} is in a log and was never accepted`);
  for (const id of witness.accepted.keys()) if (!logged.has(id)) wrong.push(`${id} was accepted and is gone`);
  for (const made of witness.made.values()) {
    const own = kept.filter(({ device }) => device.personId === made.personId);
    const trays = own.flatMap(({ tray }) => tray.get(made.id) ?? []);
    const elsewhere = own.some(
      ({ device, waiting, base }) => !synced.has(device) && (waiting.has(made.id) || base.has(made.id)),
    );
    wrong.push(...misplaced(made, { inLog: logged.has(made.id), trays, elsewhere }, witness, excused));
  }
  return [...wrong, ...lostWords(witness, copies, kept, excused)];
}

function misplaced(
  { id, type, doc, device }: Made,
  { inLog, trays, elsewhere }: { inLog: boolean; trays: string[]; elsewhere: boolean },
  { withdrawn, undone }: Witness,
  excused: ReadonlySet<string>,
): string[] {
  const what = `${type} ${id} in ${doc} by ${device}`;
  // What a restored backup undid, two devices of one person may each have sent again.
  if (undone.has(id))
    return inLog || trays.length > 0 || elsewhere || excused.has(id) || withdrawn.has(id)
      ? []
      : [`${what} was undone and is lost`];
  if (inLog && trays.length > 0) return [`${what} is in the log and in a tray: ${trays}`];
  if (trays.length > 1) return [`${what} is in two trays: ${trays}`];
  if (inLog || trays.length === 1 || elsewhere || withdrawn.has(id) || type === mayVanish) return [];
  return [`${what} is lost`];
}

function lostWords(
  witness: Witness,
  copies: ReadonlyMap<string, TicketCopy>,
  kept: readonly Kept[],
  excused: ReadonlySet<string>,
): string[] {
  const found = new Set(wordsIn([...copies.values()].map(({ notes }) => notes).join("\n")));
  for (const { words } of kept) for (const word of words) found.add(word);
  return [...witness.notesWords]
    .filter(([word]) => !found.has(word) && !excused.has(word))
    .map(([word, doc]) => `${word} of ${doc} is lost`);
}

/** What a restore loses for good: nobody who could send it again has it. To be asked before and after the restore. */
export function excusedBy(
  witness: Witness,
  kept: readonly Kept[],
  before: ReadonlyMap<string, TicketCopy>,
  after: ReadonlyMap<string, TicketCopy>,
): string[] {
  const ids = [...witness.undone].filter((id) => {
    const made = witness.made.get(id);
    return !kept.some(
      ({ device, base, waiting, tray }) =>
        device.personId === made?.personId && (base.has(id) || waiting.has(id) || tray.has(id)),
    );
  });
  const left = new Set(wordsIn([...after.values()].map(({ notes }) => notes).join("\n")));
  const words = wordsIn([...before.values()].map(({ notes }) => notes).join("\n")).filter(
    (word) => !left.has(word) && !kept.some((each) => each.words.has(word)),
  );
  return [...ids, ...words];
}
