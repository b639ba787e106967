import type { Draft, Entry } from "../shared/entries/entry.ts";
import type { Position } from "../shared/log/append.ts";
import { encodeItem } from "../shared/log/append.ts";
import { concatenate, type StoredItems } from "../shared/log/content.ts";
import { type DocName, docName, type LogKind } from "../shared/log/doc-name.ts";
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
  const writers = [ticket.student, ticket.counselor].map((person) => ({ person, client: clientOf(dice) }));
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
  let tail: Position | null = null;
  for (const { writer, clock } of messagesOf(ticket, count)) tail = { client: writer.client, clock };
  if (tail === null) throw new Error("an empty chat has no tail");
  return tail;
}

/** A part of a chat as one Yjs update, for servers that keep documents. */
export function updateOf(ticket: Ticket, count: number, from = 0): Uint8Array {
  return concatenate(storedOf(ticket, count, from));
}

function* storedOf(ticket: Ticket, count: number, from: number): Generator<StoredItems> {
  for (const { writer, clock, origin, entry } of messagesOf(ticket, count, from)) {
    yield { client: writer.client, clock, items: 1, body: encodeItem(origin, [entry]) };
  }
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

/** A document's name for the kinds of log that a ticket has. */
export function logOf(ticket: Ticket, kind: LogKind): DocName {
  return docName(kind, ticket.id);
}

const syllables = "ra lo ne ti ko ma su vi de pa lu hi ba ro se no".split(" ");

export function words(dice: Dice, letters: number): string {
  let text = "";
  while (text.length < letters) {
    for (let count = dice.between(1, 4); count > 0; count--) text += at(syllables, dice.between(0, 15));
    text += " ";
  }
  return text.slice(0, letters - 1).concat(".");
}

function momentOf(index: number): number {
  return start + (index + 1) * 30_000;
}

export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${index} of ${list.length}`);
  return found;
}
