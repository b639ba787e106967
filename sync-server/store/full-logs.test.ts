import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Draft, Entry } from "../../shared/entries/entry.ts";
import { encodeItem } from "../../shared/log/append.ts";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { feedOf } from "../calendar/feed-of-person.ts";
import { migrateStore } from "./schema.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import type { Store } from "./store.ts";
import { longestTurn } from "./test-loop.ts";
import { batchOf, GrowingLog, ticketState } from "./test-steps.ts";

/** Milliseconds that one person's data may hold the event loop. */
const mostMs = 50;
/** A chat of 4 MiB, which took 200 ms to look through on the loop, and tickets of 100 kB each. */
const full = { chatPushes: 160, tickets: 20, ticketEntries: 400 } as const;
const perPush = 200;
const timeout = 120_000;
const now = 1_700_000_000_000;

let folder: string;
let store: Store;
let db: ReturnType<typeof openDatabase>;
const chat = new GrowingLog("chat");
const [student, counselor] = [randomUUID(), randomUUID()];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "alcove-full-"));
  db = openDatabase(databasePath(folder));
  db.pragma("synchronous = OFF");
  migrateStore(db);
  store = createSqliteStore(db);
  for (let push = 0; push < full.chatPushes; push++)
    await store.commit(batchOf(chat.append(student, { count: perPush })));
}, timeout);
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test(
  "[S17] a large chat is looked through for what was seen and for a session's link, and nobody waits",
  async () => {
    expect((await store.heads([chat.doc])).get(chat.doc)?.bytes).toBeGreaterThan(3 * 1024 * 1024);
    const [first, last] = [idOf(chat.values[0]), idOf(chat.values.at(-1))];
    const longest = await longestTurn(async () => {
      expect(await store.latestLink(chat.doc, randomUUID())).toBeNull();
      expect(await store.unseen(chat.doc, counselor)).toMatchObject({ oldestAt: 5_000, last: { id: last } });
      expect(await store.unseen(chat.doc, student)).toBeNull();
      expect(await store.seenOf(chat.doc, student, [first, last, randomUUID()])).toEqual([first, last]);
    });
    expect(longest).toBeLessThan(mostMs);
  },
  timeout,
);

test(
  "[S17] a calendar of twenty tickets that were planned and cancelled 200 times each is bounded, and nobody waits",
  async () => {
    for (let count = 0; count < full.tickets; count++) await store.commit(batchOf(restlessTicket()));
    const longest = await longestTurn(async () => {
      const feed = await feedOf({ db, store }, counselor, now);
      expect(feed.length).toBe(1_000);
      expect((await store.calendarOf(feed, 3_600)).text).toContain("END:VCALENDAR");
    });
    expect(longest).toBeLessThan(mostMs);
  },
  timeout,
);

/** A ticket whose sessions are planned and cancelled again and again. */
function restlessTicket() {
  const log = new GrowingLog("ticket");
  const values: Entry[] = [
    entry(student, { type: "ticket.opened", category: "stress", urgency: "low", mode: "chat" }),
    entry(counselor, { type: "ticket.claimed" }),
  ];
  while (values.length < full.ticketEntries) {
    const sessionId = randomUUID();
    values.push(
      entry(counselor, {
        type: "session.scheduled",
        sessionId,
        startsAt: now + 3_600_000,
        minutes: 50,
        mode: "chat",
        timeZone: "Europe/Berlin",
      }),
      entry(counselor, { type: "session.cancelled", sessionId, reason: "counselor" }),
    );
  }
  return log.append(counselor, {
    stored: { client: 7, clock: 0, items: 1, body: encodeItem(null, values) },
    entries: values.map(({ id, type, by, at }, clock) => ({ id, type, by, at, client: 7, clock })),
    ticket: ticketState(log.ticketId, { student, assigned: counselor, status: "claimed", changedAt: now }),
    participants: [student, counselor],
  });
}

function entry(by: string, draft: Draft): Entry {
  return { ...draft, id: randomUUID(), by, at: now };
}

function idOf(value: unknown): string {
  return typeof value === "object" && value !== null && "id" in value ? String(value.id) : "";
}
