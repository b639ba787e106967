import { mkdirSync } from "node:fs";
import { type Draft, logKindOf, parseEntry } from "../../shared/entries/entry.ts";
import { encodeAppend, type Position } from "../../shared/log/append.ts";
import { docName, type LogKind } from "../../shared/log/doc-name.ts";
import { type Accounts, createAccounts, type Person } from "../../sync-server/accounts/accounts.ts";
import { type Db, databasePath, openDatabase } from "../../sync-server/accounts/database.ts";
import { addPerson } from "../../sync-server/accounts/people.ts";
import { readConfig } from "../../sync-server/config.ts";
import { createDice, type Dice } from "../../sync-server/demo/dice.ts";
import { migrateStore } from "../../sync-server/store/schema.ts";
import { createSqliteStore } from "../../sync-server/store/sqlite-store.ts";
import { createWriter, type Writer } from "../../sync-server/sync/writer.ts";
import { messageOf, openingOf, pick, requestOf } from "./words.ts";

/** Everybody's who can sign in here; a made campus has nothing to hide. */
export const campusPassword = "correct horse battery";

export type CampusOptions = {
  tickets: number;
  /** Messages of each chat, the student's and the counselor's in turn. Such tickets are the counselor's. */
  messagesPer: number;
  /** The same seed gives the same tickets with the same words; ids of people are the accounts' own. */
  seed: number;
  /** Tickets that the counselor has claimed; the rest is open. All of them where there are chats, else none. */
  claimed?: number;
  /** The moment of the last entry, ms. */
  now?: number;
};

export type Campus = { admin: Person; counselor: Person; students: Person[]; ticketIds: string[] };

/** Pushes at once: they fit the writer's queue, and the heads of their tickets its memory. */
const pushesAtOnce = 4_000;
/** Tickets to one student. */
const ticketsPerStudent = 5;
/** Ms between two entries of the campus. */
const pauseMs = 1_000;

/**
 * Fills a data folder with a campus: an admin and a counselor who can sign in, students who cannot, and tickets
 * with valid logs. Everything goes through guard, policy and commit; only the disk is not waited for.
 */
export async function makeCampus(dataDir: string, options: CampusOptions): Promise<Campus> {
  mkdirSync(dataDir, { recursive: true });
  const db = openDatabase(databasePath(dataDir));
  // A folder that is cut short is thrown away, so nothing here needs the disk's word for each commit.
  db.pragma("synchronous = OFF");
  const config = readConfig({ DATA_DIR: dataDir });
  const accounts = await createAccounts({ db, config, secrets: { authSecret: null } });
  try {
    migrateStore(db);
    const people = await peopleOf(accounts, db, options.tickets);
    const ticketIds = await fill(db, people, options);
    db.pragma("wal_checkpoint(TRUNCATE)");
    return { ...people, ticketIds };
  } finally {
    accounts.close();
    db.close();
  }
}

async function peopleOf(accounts: Accounts, db: Db, tickets: number): Promise<Omit<Campus, "ticketIds">> {
  const password = campusPassword;
  const admin = await accounts.add({
    name: "Ada Admin",
    email: "admin@campus.example",
    role: "admin",
    password,
  });
  const counselor = await accounts.add({
    name: "Cora Counselor",
    email: "counselor@campus.example",
    role: "counselor",
    password,
  });
  const students = Array.from({ length: Math.max(1, Math.ceil(tickets / ticketsPerStudent)) }, (_, index) =>
    addPerson(db, {
      name: `Student ${index + 1}`,
      email: `student-${index + 1}@campus.example`,
      role: "student",
      passwordHash: null,
    }),
  );
  return { admin, counselor, students };
}

async function fill(db: Db, people: Omit<Campus, "ticketIds">, options: CampusOptions): Promise<string[]> {
  const { tickets, messagesPer, seed, claimed = messagesPer > 0 ? tickets : 0, now = Date.now() } = options;
  const store = createSqliteStore(db);
  for (const { id, role, status } of [people.admin, people.counselor, ...people.students])
    await store.recordFirstRole(id, role, status);
  const known = new Map([people.counselor, ...people.students].map((person) => [person.id, person]));
  const writer = createWriter({
    store,
    personOf: (id) => known.get(id) ?? null,
    now: () => now,
    onCommitted: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  const dice = createDice(seed);
  const clock = new CampusClock(now - pauseMs * tickets * (3 + messagesPer));
  const plays = Array.from({ length: tickets }, (_, index) => {
    const student = pick(dice, people.students);
    return new Play(dice, clock, { student, counselor: people.counselor, isClaimed: index < claimed });
  });
  const ticketsAtOnce = Math.max(1, Math.floor(pushesAtOnce / (3 + messagesPer)));
  for (let start = 0; start < plays.length; start += ticketsAtOnce) {
    const some = plays.slice(start, start + ticketsAtOnce);
    // A ticket's entries stand side by side in the feed, as they mostly do where one asks and writes at once.
    await Promise.all(some.flatMap((play) => (play.isClaimed ? [] : play.pushes(writer, messagesPer))));
    // The writer takes people in turn, so where two write each waits for what the other's entry continues.
    const shared = some.filter((play) => play.isClaimed);
    for (let round = 0; shared.length > 0 && round < 3 + messagesPer; round++) {
      await Promise.all(shared.map((play) => play.push(writer, round)));
    }
  }
  await writer.idle();
  // Nobody is to be told now of what a bench has made up.
  await store.cancelJobs({ prefix: "" }, now);
  await store.forgetJobs(now + 1);
  return plays.map((play) => play.ticketId);
}

class CampusClock {
  private at: number;

  constructor(start: number) {
    this.at = start;
  }

  next(): number {
    this.at += pauseMs;
    return this.at;
  }
}

/** One ticket's life, an entry to a round. */
class Play {
  readonly ticketId: string;
  private readonly dice: Dice;
  private readonly clock: CampusClock;
  private readonly who: { student: Person; counselor: Person; isClaimed: boolean };
  private readonly tails = new Map<LogKind, Position>();
  private readonly clocks = new Map<string, Position>();

  constructor(dice: Dice, clock: CampusClock, who: Play["who"]) {
    this.ticketId = dice.uuid();
    this.dice = dice;
    this.clock = clock;
    this.who = who;
  }

  get isClaimed(): boolean {
    return this.who.isClaimed;
  }

  /** All of its entries at once: only for a ticket in which nobody but its student writes. */
  pushes(writer: Writer, messages: number): Promise<void>[] {
    return Array.from({ length: 2 + messages }, (_, round) => this.push(writer, round));
  }

  async push(writer: Writer, round: number): Promise<void> {
    const { by, draft } = this.draftOf(round);
    const kind = logKindOf(draft.type);
    const parsed = parseEntry(kind, { ...draft, id: this.dice.uuid(), by: by.id, at: this.clock.next() });
    if (!parsed.ok) throw new Error(parsed.detail);
    const at = this.positionOf(kind, by.id);
    const update = encodeAppend(at, this.tails.get(kind) ?? null, [parsed.entry]);
    this.tails.set(kind, at);
    this.clocks.set(`${kind} ${by.id}`, { client: at.client, clock: at.clock + 1 });
    const outcome = await writer.push({ doc: docName(kind, this.ticketId), personId: by.id, update });
    if (outcome.status !== "accepted")
      throw new Error(`${draft.type} was not accepted: ${JSON.stringify(outcome)}`);
  }

  private draftOf(round: number): { by: Person; draft: Draft } {
    const { student, counselor, isClaimed } = this.who;
    if (round === 0) return { by: student, draft: openingOf(this.dice) };
    if (round === 1) return { by: student, draft: requestOf(this.dice) };
    if (round === 2 && isClaimed) return { by: counselor, draft: { type: "ticket.claimed" } };
    const body = messageOf(this.dice);
    return { by: isClaimed && round % 2 === 0 ? counselor : student, draft: { type: "chat.message", body } };
  }

  private positionOf(kind: LogKind, by: string): Position {
    return this.clocks.get(`${kind} ${by}`) ?? { client: this.dice.between(1, 0x7fff_ffff), clock: 0 };
  }
}
