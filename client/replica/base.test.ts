import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../shared/laws.arbitrary.ts";
import { encodeAppend } from "../../shared/log/append.ts";
import { type DocName, docName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import {
  addToBase,
  baseTables,
  clearBase,
  dropFromBase,
  heldDocs,
  isHeld,
  rowsHolding,
  rowsOfUpdates,
  updatesIn,
  updatesOf,
  updatesPerDoc,
} from "./base.ts";
import { openReplica, type Replica } from "./database.ts";

const docs = Array.from({ length: 150 }, (_, index) =>
  docName(index % 2 === 0 ? "chat" : "request", `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`),
);

type Act =
  | { act: "add"; updates: Map<DocName, number> }
  | { act: "drop"; docs: DocName[] }
  | { act: "clear" };

/** Few, so that one gets more than it may keep apart. */
const some = fc.subarray(docs.slice(0, 4), { minLength: 1, maxLength: 3 });
const many = fc.subarray(docs, { minLength: 110, maxLength: 150 });
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: adding(some, 25) },
    { weight: 2, arbitrary: adding(many, 2) },
    {
      weight: 3,
      arbitrary: fc.oneof(some, many).map((gone): Act => ({ act: "drop", docs: gone })),
    },
    { weight: 1, arbitrary: fc.constant<Act>({ act: "clear" }) },
  ),
  { minLength: 1, maxLength: 14 },
);

function adding(which: fc.Arbitrary<DocName[]>, most: number): fc.Arbitrary<Act> {
  return which.chain((names) =>
    fc.array(fc.nat({ max: most }), { minLength: names.length, maxLength: names.length }).map(
      (counts): Act => ({
        act: "add",
        updates: new Map(names.map((name, index) => [name, counts[index] ?? 0])),
      }),
    ),
  );
}

function inTransaction(replica: Replica, work: () => Promise<void>): Promise<void> {
  return Promise.resolve(replica.transaction("rw", baseTables(replica), async () => work()));
}

test("the base holds what was added and not dropped since, in however many rows", async () => {
  let joined = 0;
  await fc.assert(
    fc.asyncProperty(acts, async (walk) => {
      const replica = openReplica("sam", { indexedDB: new IDBFactory(), IDBKeyRange });
      const model = new Map<DocName, number[]>();
      let made = 0;
      for (const step of walk) {
        if (step.act === "drop") {
          await inTransaction(replica, () => dropFromBase(replica, step.docs));
          for (const doc of step.docs) model.delete(doc);
        } else if (step.act === "clear") {
          await inTransaction(replica, () => clearBase(replica));
          model.clear();
        } else {
          const added = new Map<DocName, Uint8Array[]>();
          for (const [doc, count] of step.updates) {
            const values = Array.from({ length: count }, () => ++made);
            model.set(doc, [...(model.get(doc) ?? []), ...values]);
            added.set(
              doc,
              values.map((value) => encodeAppend({ client: value, clock: 0 }, null, [{ value }])),
            );
          }
          await inTransaction(replica, () => addToBase(replica, added));
        }
      }
      expect(await heldDocs(replica)).toEqual(new Set(model.keys()));
      const whole = await updatesIn(replica, await rowsHolding(replica, docs));
      for (const doc of docs) {
        const values = model.get(doc);
        expect(await isHeld(replica, doc)).toBe(values !== undefined);
        const updates = await updatesOf(replica, doc);
        expect(whole.get(doc) ?? []).toEqual(updates);
        expect(valuesIn(updates)).toEqual(values ?? []);
        const rows = (await rowsHolding(replica, [doc])).get(doc) ?? [];
        expect(rows.length).toBeLessThanOrEqual(updatesPerDoc);
        if (updates.length < (values?.length ?? 0)) joined++;
      }
      // What was dropped left no bytes behind.
      const kept = (await replica.parts.toArray()).flatMap((row) => row.updates.map(({ doc }) => doc));
      expect([...new Set(kept)].filter((doc) => !model.has(doc))).toEqual([]);
      replica.close();
    }),
    runs(12),
  );
  expect(joined).toBeGreaterThan(0);
}, 60_000);

test("a row is small, and the updates of one document stand in one row", () => {
  const small = docs.map((doc) => ({ doc, bytes: new Uint8Array(1_000) }));
  const large = docs.slice(0, 2).map((doc) => ({ doc, bytes: new Uint8Array(100_000) }));
  const rows = rowsOfUpdates([...small, ...large, ...small]);
  expect(rows.flat()).toHaveLength(302);
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) {
    const names = new Set(row.map(({ doc }) => doc));
    const bytes = row.reduce((sum, each) => sum + each.bytes.length, 0);
    expect(names.size === 1 || bytes <= 16_384).toBe(true);
    for (const doc of names)
      expect(rows.filter((each) => each.some((one) => one.doc === doc))).toEqual([row]);
  }
});

function valuesIn(updates: readonly Uint8Array[]): number[] {
  const { values } = readLog(updates);
  return values.map((entry) => (entry as { value: number }).value).sort((a, b) => a - b);
}
