import * as encoding from "lib0/encoding";
import type { Draft, Entry } from "../shared/entries/entry.ts";
import type { Position } from "../shared/log/append.ts";
import { encodeItem } from "../shared/log/append.ts";
import { concatenate, type StoredItems } from "../shared/log/content.ts";
import { type DocName, docName } from "../shared/log/doc-name.ts";
import { createDice, type Dice } from "../sync-server/demo/dice.ts";

/** Who writes in a ticket: its student and its counselor. */
export type Writer = { person: string; client: number };

/** An entry and the place it takes in its log. */
export type Placed = { writer: Writer; clock: number; origin: Position | null; entry: Entry };

/** One ticket with its chat, the same from the same seed. */
export type Ticket = {
  id: string;
  chat: DocName;
  student: string;
  counselor: string;
  seed: number;
};

export type CorpusOptions = {
  seed: number;
  tickets: number;
  /** Tickets of one student, and of one counselor. */
  perStudent: number;
  perCounselor: number;
  /** Counselors who have no ticket. */
  idleCounselors?: number;
};

export type Corpus = { students: string[]; counselors: string[]; tickets: Ticket[] };

/** When the tickets were written: fixed, and behind every clock that runs this. */
const start = Date.UTC(2025, 0, 6, 9);
/** Letters of a chat message: a short answer to a paragraph. */
const bodyLetters = { least: 40, most: 240 };

export function makeCorpus(options: CorpusOptions): Corpus {
  const dice = createDice(options.seed);
  const people = (count: number) => Array.from({ length: count }, () => dice.uuid());
  const students = people(Math.ceil(options.tickets / options.perStudent));
  const counselors = people(
    Math.ceil(options.tickets / options.perCounselor) + (options.idleCounselors ?? 0),
  );
  const tickets = Array.from({ length: options.tickets }, (_, index): Ticket => {
    const id = dice.uuid();
    const student = at(students, Math.floor(index / options.perStudent));
    const counselor = at(counselors, Math.floor(index / options.perCounselor));
    return { id, chat: docName("chat", id), student, counselor, seed: dice.between(1, 0x7fffffff) };
  });
  return { students, counselors, tickets };
}

/** The messages of a ticket's chat, by its student and its counselor in turn; each answers the last. */
export function* messagesOf(ticket: Ticket, count: number, from = 0): Generator<Placed> {
  const dice = createDice(ticket.seed);
  const writers = writersOf(ticket, dice);
  const clocks = [0, 0];
  let origin: Position | null = null;
  for (let index = 0; index < count; index++) {
    const turn = index % 2;
    const writer = at(writers, turn);
    const clock = at(clocks, turn);
    const entry = messageBy(writer.person, dice, index);
    if (index >= from) yield { writer, clock, origin, entry };
    origin = { client: writer.client, clock };
    clocks[turn] = clock + 1;
  }
}

/** Where a chat of so many messages ends. */
export function tailOf(ticket: Ticket, count: number): Position {
  if (count === 0) throw new Error("an empty chat has no tail");
  const { client } = at(writersOf(ticket, createDice(ticket.seed)), (count - 1) % 2);
  return { client, clock: Math.floor((count - 1) / 2) };
}

/** The two who write in turn; the first numbers of a ticket's dice are their clientIDs. */
function writersOf({ student, counselor }: Ticket, dice: Dice): Writer[] {
  return [student, counselor].map((person) => ({ person, client: clientOf(dice) }));
}

/** What a ticket's own logs begin with: it is opened, the request is written, and its counselor may claim it. */
export function openingOf(ticket: Ticket, claimed: boolean): { doc: DocName; placed: Placed }[] {
  const dice = createDice(ticket.seed ^ 0x5a5a5a5a);
  const { student, counselor } = ticket;
  const opened = { person: student, client: clientOf(dice) };
  const written = { person: student, client: clientOf(dice) };
  const claimer = { person: counselor, client: clientOf(dice) };
  const first = { clock: 0, origin: null };
  const log = docName("ticket", ticket.id);
  const opening: { doc: DocName; placed: Placed }[] = [
    {
      doc: log,
      placed: {
        ...first,
        writer: opened,
        entry: entryBy(student, dice, {
          type: "ticket.opened",
          category: "stress",
          urgency: "medium",
          mode: "chat",
        }),
      },
    },
    {
      doc: docName("request", ticket.id),
      placed: {
        ...first,
        writer: written,
        entry: entryBy(student, dice, { type: "request.written", title: "Exams", description: "Too many." }),
      },
    },
  ];
  if (!claimed) return opening;
  const entry = entryBy(counselor, dice, { type: "ticket.claimed" });
  const placed: Placed = { writer: claimer, clock: 0, origin: { client: opened.client, clock: 0 }, entry };
  return [...opening, { doc: log, placed }];
}

/** A part of a chat as one Yjs update, for servers that keep documents. */
export function updateOf(ticket: Ticket, count: number, from = 0): Uint8Array {
  return concatenate(storedOf(ticket, count, from));
}

function* storedOf(ticket: Ticket, count: number, from: number): Generator<StoredItems> {
  for (const placed of messagesOf(ticket, count, from)) yield stored(placed);
}

/** One entry alone as a Yjs update. */
export function updateOfOne(placed: Placed): Uint8Array {
  return concatenate([stored(placed)]);
}

function stored({ writer, clock, origin, entry }: Placed): StoredItems {
  return { client: writer.client, clock, items: 1, body: encodeItem(origin, [entry]) };
}

/** The state vector of a device that has so many messages of a chat. */
export function stateVectorOf(ticket: Ticket, count: number): Uint8Array {
  const writers = writersOf(ticket, createDice(ticket.seed)).slice(0, count);
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, writers.length);
    for (const [turn, { client }] of writers.entries()) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, Math.ceil((count - turn) / 2));
    }
  });
}

export function messageBy(person: string, dice: Dice, index: number): Entry {
  const body = words(dice, dice.between(bodyLetters.least, bodyLetters.most));
  return { id: dice.uuid(), type: "chat.message", by: person, at: momentOf(index), body };
}

/** An entry that opens, or goes on with, a ticket's log. */
export function entryBy<E extends Entry>(person: string, dice: Dice, draft: Draft<E>): Entry {
  // A draft and its envelope are an entry; TypeScript cannot join a union with its omissions.
  return { ...draft, id: dice.uuid(), by: person, at: start } as unknown as Entry;
}

export function clientOf(dice: Dice): number {
  return dice.between(0, 0xffff) * 0x10000 + dice.between(1, 0xffff);
}

const syllables = "ra lo ne ti ko ma su vi de pa lu hi ba ro se no".split(" ");
/** Text to cut from: making it anew for each of a hundred thousand messages would take longer than storing them. */
const text = textOf(createDice(8), 32_768);

export function words(dice: Dice, letters: number): string {
  const start = dice.between(0, text.length - letters);
  return text.slice(start, start + letters - 1).concat(".");
}

function textOf(dice: Dice, letters: number): string {
  let made = "";
  while (made.length < letters) {
    for (let count = dice.between(1, 4); count > 0; count--) made += at(syllables, dice.between(0, 15));
    made += " ";
  }
  return made;
}

function momentOf(index: number): number {
  return start + (index + 1) * 30_000;
}

export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${index} of ${list.length}`);
  return found;
}
