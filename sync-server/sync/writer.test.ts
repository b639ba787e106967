import { randomUUID } from "node:crypto";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { encodeAppend, type Position } from "../../shared/log/append.ts";
import { type DocName, docName } from "../../shared/log/doc-name.ts";
import { openTicketsAtMost } from "../../shared/policy/may-append.ts";
import type { Role } from "../../shared/policy/roles.ts";
import type { Person } from "../accounts/person.ts";
import { migrateStore } from "../store/schema.ts";
import { createSqliteStore } from "../store/sqlite-store.ts";
import type { Batch, Store } from "../store/store.ts";
import { ofOneAtOnce } from "./fair-queue.ts";
import { type Committed, createWriter, type Outcome } from "./writer.ts";

const now = 1_000_000;

function person(id: string, role: Role): Person {
  return { id, name: id, email: `${id}@campus.example`, role, status: "active" };
}
const people = new Map([
  ["sam", person("sam", "student")],
  ["cleo", person("cleo", "counselor")],
  ["carl", person("carl", "counselor")],
]);

/** A writer on a store in memory whose commits can be watched and made to fail. */
function world(
  change: { commit?: (batch: Batch, real: Store["commit"]) => ReturnType<Store["commit"]> } = {},
) {
  const db = new Database(":memory:");
  migrateStore(db);
  const real = createSqliteStore(db);
  const batches: Batch[] = [];
  const store: Store = {
    ...real,
    commit: (batch) => {
      batches.push(batch);
      return (change.commit ?? ((each) => real.commit(each)))(batch, real.commit);
    },
  };
  const errors: unknown[] = [];
  const fed: Committed[] = [];
  const writer = createWriter({
    store,
    personOf: (id) => people.get(id) ?? null,
    now: () => now,
    onCommitted: (committed) => void fed.push(...committed),
    onError: (error) => void errors.push(error),
  });
  return { writer, store: real, batches, errors, fed };
}

type Draft = { type: string; [key: string]: unknown };
let client = 1;

function update(by: string, origin: Position | null, ...drafts: Draft[]) {
  const entries = drafts.map((draft) => ({ id: randomUUID(), by, at: now, ...draft }));
  const mine = client++;
  return {
    bytes: encodeAppend({ client: mine, clock: 0 }, origin, entries),
    entries,
    tail: { client: mine, clock: entries.length - 1 },
  };
}

const opens = { type: "ticket.opened", category: "stress", urgency: "low", mode: "chat" };

async function openedTicket({ writer }: Pick<ReturnType<typeof world>, "writer">) {
  const ticket = docName("ticket", randomUUID());
  const { bytes, tail } = update("sam", null, opens);
  expect(await writer.push({ doc: ticket, personId: "sam", update: bytes })).toMatchObject({
    status: "accepted",
  });
  return { ticket, chat: docName("chat", ticket.slice(7)), tail };
}

function push(
  { writer }: Pick<ReturnType<typeof world>, "writer">,
  doc: DocName,
  personId: string,
  bytes: Uint8Array,
) {
  return writer.push({ doc, personId, update: bytes });
}

describe("group commit", () => {
  test("[S8] the pushes of one turn share one commit, each judged on what those before it made true", async () => {
    const desk = world();
    const { ticket, tail } = await openedTicket(desk);
    desk.batches.length = 0;
    const [first, second] = [
      update("cleo", tail, { type: "ticket.claimed" }),
      update("carl", tail, { type: "ticket.claimed" }),
    ];
    const others = Array.from({ length: 10 }, () => update("sam", null, opens));
    const outcomes = await Promise.all([
      push(desk, ticket, "cleo", first.bytes),
      push(desk, ticket, "carl", second.bytes),
      ...others.map(({ bytes }) => push(desk, docName("ticket", randomUUID()), "sam", bytes)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      "accepted",
      "refused",
      ...others.map(() => "accepted"),
    ]);
    expect(outcomes[1]).toMatchObject({
      told: { winner: { type: "ticket.claimed", by: "cleo", at: now } },
    });
    expect(desk.batches).toHaveLength(1);
    const seqs = outcomes.flatMap((each) => (each.status === "accepted" ? [each.seq] : []));
    expect(seqs).toEqual(Array.from({ length: 11 }, (_, index) => 2 + index));
    expect(desk.fed.map(({ seq }) => seq)).toEqual([1, ...seqs]);
  });

  test("a commit names the version of every head it was judged against", async () => {
    const desk = world();
    const { ticket, chat } = await openedTicket(desk);
    await push(desk, chat, "sam", update("sam", null, { type: "chat.message", body: "hello" }).bytes);
    expect(desk.batches.at(-1)?.judgedAgainst).toEqual(
      new Map([
        [ticket, 1],
        [chat, 0],
      ]),
    );
    const { bytes } = update(
      "sam",
      { client: client - 1, clock: 0 },
      { type: "chat.message", body: "again" },
    );
    await push(desk, chat, "sam", bytes);
    expect(desk.batches.at(-1)?.judgedAgainst).toEqual(
      new Map([
        [ticket, 1],
        [chat, 2],
      ]),
    );
  });

  test("what one turn holds of a busy document is judged one on another", async () => {
    const desk = world();
    const { chat } = await openedTicket(desk);
    let tail: Position | null = null;
    const updates = Array.from({ length: 600 }, () => {
      const made = update("sam", tail, { type: "chat.message", body: "x" });
      tail = made.tail;
      return made;
    });
    const outcomes = await Promise.all(updates.map(({ bytes }) => push(desk, chat, "sam", bytes)));
    expect(outcomes.every(({ status }) => status === "accepted")).toBe(true);
    const entries = await desk.store.entries(
      updates.map(({ entries: [entry] }) => ({ doc: chat, id: entry?.id ?? "" })),
    );
    expect(entries.size).toBe(600);
    // Bounded: one person's six hundred are not one commit, which everybody else would wait for.
    expect(desk.batches).toHaveLength(1 + Math.ceil(600 / ofOneAtOnce));
  });

  test("[S9] while the store fails every push is 'retry later', nothing is fed, and afterwards all goes on", async () => {
    let full = false;
    const desk = world({
      commit: async (batch, real) => {
        if (full) throw new Error("disk full");
        return real(batch);
      },
    });
    const { chat, ticket } = await openedTicket(desk);
    full = true;
    const message = update("sam", null, { type: "chat.message", body: "hello" });
    const both = await Promise.all([
      push(desk, chat, "sam", message.bytes),
      push(desk, docName("ticket", randomUUID()), "sam", update("sam", null, opens).bytes),
    ]);
    expect(both).toMatchObject([
      { status: "retry-later", code: "unavailable", end: { client: message.tail.client, clock: 1 } },
      { status: "retry-later", code: "unavailable" },
    ]);
    expect(desk.errors).toHaveLength(1);
    expect(desk.fed.map(({ seq }) => seq)).toEqual([1]);
    full = false;
    expect(await push(desk, chat, "sam", message.bytes)).toMatchObject({ status: "accepted", seq: 2 });
    expect((await desk.writer.head(ticket))?.version).toBe(1);
  });

  test("[S10] a head that another process moved is loaded again, and the push judged on it", async () => {
    let overtake: (() => Promise<unknown>) | null = null;
    const desk = world({
      commit: async (batch, real) => {
        const first = overtake;
        overtake = null;
        if (first !== null) await first();
        return real(batch);
      },
    });
    const { ticket, tail } = await openedTicket(desk);
    // Another process on the same store, whose writer knows nothing of this one's heads.
    const other = createWriter({
      store: desk.store,
      personOf: (id) => people.get(id) ?? null,
      now: () => now,
      onCommitted: () => {},
      onError: (error) => {
        throw error;
      },
    });
    const [theirs, mine] = [
      update("carl", tail, { type: "ticket.claimed" }),
      update("cleo", tail, { type: "ticket.claimed" }),
    ];
    overtake = () => other.push({ doc: ticket, personId: "carl", update: theirs.bytes });
    expect(await push(desk, ticket, "cleo", mine.bytes)).toMatchObject({
      status: "refused",
      told: { winner: { type: "ticket.claimed", by: "carl" } },
    });
    expect(desk.batches.length).toBe(2);
    expect((await desk.writer.head(ticket))?.ticket?.assigned).toBe("carl");
  });

  test("whoever is overtaken for ever is told to retry later", async () => {
    const desk = world({
      commit: async (batch, real) =>
        batch.judgedAgainst.size === 1
          ? real(batch)
          : { ok: false, conflicts: [...batch.judgedAgainst.keys()] },
    });
    const { chat } = await openedTicket(desk);
    const { bytes } = update("sam", null, { type: "chat.message", body: "hello" });
    expect(await push(desk, chat, "sam", bytes)).toMatchObject({
      status: "retry-later",
      code: "unavailable",
    });
    expect(desk.batches.length).toBe(6);
  });

  test("after stop a push is 'retry later', and idle ends though pushes go on coming", async () => {
    const desk = world();
    const { chat } = await openedTicket(desk);
    const waiting = push(
      desk,
      chat,
      "sam",
      update("sam", null, { type: "chat.message", body: "in time" }).bytes,
    );
    desk.writer.stop();
    const late = push(desk, chat, "sam", update("sam", null, { type: "chat.message", body: "late" }).bytes);
    await desk.writer.idle();
    const settled: Outcome[] = await Promise.all([waiting, late]);
    expect(settled).toMatchObject([{ status: "accepted" }, { status: "retry-later", code: "unavailable" }]);
  });

  test("a queue that is full says so at once", async () => {
    const desk = world();
    const doc = docName("ticket", randomUUID());
    const pushes = Array.from({ length: 10_001 }, () => push(desk, doc, "sam", new Uint8Array([7])));
    expect(await pushes.at(-1)).toMatchObject({ status: "retry-later", code: "rate-limited" });
    expect(await pushes[0]).toMatchObject({ status: "refused" });
    await desk.writer.idle();
  });

  test("compaction between commits leaves heads that still hold", async () => {
    const desk = world();
    const { chat } = await openedTicket(desk);
    let tail: Position | null = null;
    const mine = client++;
    for (let clock = 0; clock < 70; clock++) {
      const entry = { id: randomUUID(), by: "sam", at: now, type: "chat.message", body: "x" };
      const bytes = encodeAppend({ client: mine, clock }, tail, [entry]);
      expect(await push(desk, chat, "sam", bytes)).toMatchObject({ status: "accepted" });
      tail = { client: mine, clock };
    }
    const before = await desk.writer.head(chat);
    expect(before?.rows).toBe(70);
    await desk.writer.compact(chat);
    expect(await desk.writer.head(chat)).toEqual({ ...before, rows: 7 });
    const { bytes } = update("sam", tail, { type: "chat.message", body: "goes on" });
    expect(await push(desk, chat, "sam", bytes)).toMatchObject({ status: "accepted", seq: 72 });
  });
});

test("[P12] a student has 20 tickets that have not ended, in one turn and over many", async () => {
  const { writer } = world();
  const open = () => {
    const opened = update("sam", null, {
      type: "ticket.opened",
      category: "stress",
      urgency: "crisis",
      mode: "chat",
    });
    return writer.push({ doc: docName("ticket", randomUUID()), personId: "sam", update: opened.bytes });
  };
  const first = await Promise.all(Array.from({ length: openTicketsAtMost + 20 }, open));
  expect(first.filter(({ status }) => status === "accepted")).toHaveLength(openTicketsAtMost);
  expect(first.at(-1)).toMatchObject({ status: "refused", told: { rule: "open-needs-few" } });
  expect(await open()).toMatchObject({ status: "refused", told: { rule: "open-needs-few" } });
});
