import { mkdirSync } from "node:fs";
import type { DocName } from "../../shared/log/doc-name.ts";
import type { Role } from "../../shared/policy/roles.ts";
import { createAccounts } from "../../sync-server/accounts/accounts.ts";
import { type Db, databasePath, openDatabase } from "../../sync-server/accounts/database.ts";
import { storePassword } from "../../sync-server/accounts/passwords.ts";
import type { Person } from "../../sync-server/accounts/person.ts";
import { authSecret } from "../../sync-server/accounts/secret.ts";
import { addSignIn } from "../../sync-server/accounts/sign-ins.ts";
import { readConfig } from "../../sync-server/config.ts";
import { migrateStore } from "../../sync-server/store/schema.ts";
import { createSqliteStore } from "../../sync-server/store/sqlite-store.ts";
import { createWriter, type Writer } from "../../sync-server/sync/writer.ts";
import { type Corpus, messagesOf, openingOf, type Placed, type Ticket, updateOfOne } from "../corpus.ts";

/** Tickets filled side by side: their heads stay in the writer's memory, their pushes within its queue. */
const ticketsAtOnce = 1_000;
/** How long a sign-in that is made here holds, in ms. */
const signInMs = 86_400_000;

/** What a load needs to act for the people of a data folder. */
export type AlcoveData = {
  /** Bearer token of each person. */
  tokens: ReadonlyMap<string, string>;
  /** The last seq of the filling: the cursor of a device that has it all. */
  seq: number;
};

/**
 * Fills a data folder for the real server: people with a sign-in each, tickets opened and claimed, chats with messages.
 * Every entry goes through guard, policy and commit; only the disk is not waited for.
 */
export async function fillAlcove(
  dataDir: string,
  corpus: Corpus,
  options: { messages: number; claimed: boolean },
): Promise<AlcoveData> {
  return withStore(dataDir, async ({ db, store, writer, people }) => {
    const tokens = new Map<string, string>();
    for (const [role, ids] of [
      ["student", corpus.students] as const,
      ["counselor", corpus.counselors] as const,
    ]) {
      for (const [index, id] of ids.entries()) {
        tokens.set(id, addSignedIn(db, dataDir, { id, role, name: `${role} ${index + 1}` }));
        await store.recordFirstRole(id, role, "active");
        people.set(id, { id, name: id, email: `${id}@campus.example`, role, status: "active" });
      }
    }
    for (let start = 0; start < corpus.tickets.length; start += ticketsAtOnce) {
      const some = corpus.tickets.slice(start, start + ticketsAtOnce);
      await Promise.all(some.map((ticket) => open(writer, ticket, options.claimed)));
      await pushMessages(writer, some, 0, options.messages);
    }
    return { tokens, seq: (await store.identity()).seq };
  });
}

/** Goes on with the chats of a filled folder; resolves with its last seq. */
export function fillMore(dataDir: string, corpus: Corpus, from: number, messages: number): Promise<number> {
  return withStore(dataDir, async ({ store, writer, people }) => {
    for (const [role, ids] of [
      ["student", corpus.students] as const,
      ["counselor", corpus.counselors] as const,
    ]) {
      for (const id of ids) people.set(id, { id, name: id, email: "", role, status: "active" });
    }
    for (let start = 0; start < corpus.tickets.length; start += ticketsAtOnce) {
      await pushMessages(writer, corpus.tickets.slice(start, start + ticketsAtOnce), from, messages);
    }
    return (await store.identity()).seq;
  });
}

/** The last seq of any filled folder. */
export async function lastSeq(dataDir: string): Promise<number> {
  const store = createSqliteStore(openDatabase(databasePath(dataDir), { mustExist: true }));
  const { seq } = await store.identity();
  await store.close();
  return seq;
}

/** Gives somebody of any filled folder a sign-in; returns its bearer token. */
export function signIn(dataDir: string, personId: string): string {
  const db = openDatabase(databasePath(dataDir), { mustExist: true });
  try {
    return signedIn(db, dataDir, personId);
  } finally {
    db.close();
  }
}

type Open = {
  db: Db;
  store: ReturnType<typeof createSqliteStore>;
  writer: Writer;
  people: Map<string, Person>;
};

async function withStore<Result>(dataDir: string, work: (open: Open) => Promise<Result>): Promise<Result> {
  mkdirSync(dataDir, { recursive: true });
  const db = openDatabase(databasePath(dataDir));
  // A folder that is cut short is thrown away.
  db.pragma("synchronous = OFF");
  const accounts = await createAccounts({
    db,
    config: readConfig({ DATA_DIR: dataDir }),
    secrets: { authSecret: null },
  });
  try {
    migrateStore(db);
    const store = createSqliteStore(db);
    const people = new Map<string, Person>();
    const writer = createWriter({
      store,
      personOf: (id) => people.get(id) ?? null,
      now: Date.now,
      onCommitted: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    const result = await work({ db, store, writer, people });
    await writer.idle();
    // Nobody is to be told now of what a bench has made up.
    await store.cancelJobs({ prefix: "" }, Date.now());
    await store.forgetJobs(Date.now() + 1);
    db.pragma("wal_checkpoint(TRUNCATE)");
    return result;
  } finally {
    accounts.close();
    db.close();
  }
}

/** A person as the accounts keep one, with an id that the corpus has chosen; they cannot sign in by password. */
function addSignedIn(db: Db, dataDir: string, person: { id: string; role: Role; name: string }): string {
  const now = new Date().toISOString();
  db.prepare(
    `INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt, role, status)
     VALUES (?, ?, ?, 0, ?, ?, ?, 'active')`,
  ).run(person.id, person.name, `${person.id}@campus.example`, now, now, person.role);
  storePassword(db, person.id, null);
  return signedIn(db, dataDir, person.id);
}

function signedIn(db: Db, dataDir: string, personId: string): string {
  const secret = authSecret(dataDir, null);
  return addSignIn(db, { personId, secret, userAgent: "bench", lastsMs: signInMs });
}

async function open(writer: Writer, ticket: Ticket, claimed: boolean): Promise<void> {
  for (const { doc, placed } of openingOf(ticket, claimed)) await push(writer, doc, placed);
}

async function pushMessages(
  writer: Writer,
  tickets: readonly Ticket[],
  from: number,
  count: number,
): Promise<void> {
  const chats = tickets.map((ticket) => ({ chat: ticket.chat, messages: messagesOf(ticket, count, from) }));
  for (let round = from; round < count; round++) {
    await Promise.all(
      chats.map(({ chat, messages }) => {
        const { value } = messages.next();
        if (value === undefined) return null;
        return push(writer, chat, value);
      }),
    );
  }
}

async function push(writer: Writer, doc: DocName, placed: Placed): Promise<void> {
  const outcome = await writer.push({ doc, personId: placed.writer.person, update: updateOfOne(placed) });
  if (outcome.status !== "accepted") throw new Error(`${doc}: ${JSON.stringify(outcome)}`);
}
