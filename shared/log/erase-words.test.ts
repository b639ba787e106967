import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { entryOf } from "../entries/entry.arbitrary.ts";
import { type Entry, parseEntry } from "../entries/entry.ts";
import { erasedWords, withoutWords } from "../entries/without-words.ts";
import { runs } from "../laws.arbitrary.ts";
import { encodeItem, type Position } from "./append.ts";
import { concatenate, type StoredItems } from "./content.ts";
import { eraseWords, eraseWordsInItems } from "./erase-words.ts";
import { readLog } from "./read-log.ts";

const chatEntry = fc.oneof(entryOf("chat.message"), entryOf("chat.seen"), entryOf("chat.redacted"));
/** A chat: who pushes what after which of the entries before, and which of all its entries are erased. */
const chats = fc.record({
  pushes: fc.array(
    fc.record({
      client: fc.constantFrom(5, 9, 700_000),
      after: fc.nat(),
      entries: fc.array(chatEntry, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  erased: fc.infiniteStream(fc.boolean()),
});

function stored(pushes: { client: number; after: number; entries: Entry[] }[]): StoredItems[] {
  const clocks = new Map<number, number>();
  const accepted: Position[] = [];
  return pushes.map(({ client, after, entries }) => {
    const clock = clocks.get(client) ?? 0;
    clocks.set(client, clock + entries.length);
    const body = encodeItem(accepted[after % accepted.length] ?? null, entries);
    for (let nth = 0; nth < entries.length; nth++) accepted.push({ client, clock: clock + nth });
    return { client, clock, items: 1, body };
  });
}

const clocksOf = (update: Uint8Array) => Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update));

describe("[K44] erasing the words of entries", () => {
  test("leaves a log with the same order, clocks and tail, in which only their words are gone", () => {
    fc.assert(
      fc.property(chats, ({ pushes, erased }) => {
        const appends = stored(pushes);
        const ids = new Set(
          pushes.flatMap(({ entries }) => entries.filter(() => erased.next().value).map(({ id }) => id)),
        );
        const before = readLog([concatenate(appends)]);
        const wanted = before.values.map((value) => {
          const entry = value as Entry;
          return ids.has(entry.id) ? (withoutWords(entry) ?? entry) : entry;
        });
        const inItems = appends.map((each) => ({
          ...each,
          body: eraseWordsInItems(each.body, each.items, ids) ?? each.body,
        }));
        const merged = Y.mergeUpdates(appends.map((each) => concatenate([each])));
        for (const update of [
          concatenate(inItems),
          eraseWords(concatenate(appends), ids) ?? concatenate(appends),
          eraseWords(merged, ids) ?? merged,
        ]) {
          const after = readLog([update]);
          expect(after.values).toEqual(wanted);
          expect(after.tail).toEqual(before.tail);
          expect(clocksOf(update)).toEqual(clocksOf(concatenate(appends)));
          expect(eraseWords(update, ids)).toBeNull();
        }
      }),
      runs(150),
    );
  });

  test("leaves an entry that every version reads: the placeholder passes its strict schema", () => {
    for (const type of ["chat.message", "request.written", "request.edited"] as const) {
      fc.assert(
        fc.property(entryOf(type), (entry) => {
          const erased = withoutWords(entry);
          if (erased === null) return;
          const parsed = parseEntry(type === "chat.message" ? "chat" : "request", erased);
          expect(parsed.ok).toBe(true);
          expect(erased).toMatchObject({ id: entry.id, type, by: entry.by, at: entry.at });
          const { id: _id, type: _type, by: _by, at: _at, ...rest } = erased as Record<string, unknown>;
          for (const value of Object.values(rest)) expect([erasedWords, []]).toContainEqual(value);
        }),
        runs(50),
      );
    }
  });

  test("an update that Yjs merged over a gap keeps the gap", () => {
    const message = (id: string) => ({ id, type: "chat.message", by: "sam", at: 1, body: "secret" });
    const appends: StoredItems[] = [0, 1, 2].map((clock) => ({
      client: 3,
      clock,
      items: 1,
      body: encodeItem(clock === 0 ? null : { client: 3, clock: clock - 1 }, [message(String(clock))]),
    }));
    const [first, , last] = appends.map((each) => concatenate([each]));
    const gapped = Y.mergeUpdates([first ?? new Uint8Array(), last ?? new Uint8Array()]);
    const erased = eraseWords(gapped, new Set(["0", "2"]));
    expect(Buffer.from(erased ?? []).includes("secret")).toBe(false);
    expect(clocksOf(erased ?? new Uint8Array())).toEqual(clocksOf(gapped));
  });
});
