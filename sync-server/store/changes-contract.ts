import { describe, expect, test } from "vitest";
import type { Principal } from "../../shared/policy/may-read.ts";
import type { Step, Store } from "./store.ts";
import { claimed, GrowingLog, grant } from "./test-steps.ts";

const cleo: Principal[] = ["role:counselor", "counselor:cleo"];
const carl: Principal[] = ["role:counselor", "counselor:carl"];
const sam: Principal[] = ["role:student", "student:sam"];
const ada: Principal[] = ["role:admin", "admin:ada"];
const all = Number.MAX_SAFE_INTEGER;

/** The part of the store contract on what a device lacks since its cursor. */
export function changesContract({
  open,
  seqAfter,
}: {
  open: () => Promise<Store>;
  /** Commits these steps; resolves with the seq of the last. */
  seqAfter: (store: Store, ...steps: Step[]) => Promise<number>;
}): void {
  describe("changes since a cursor", () => {
    test("what is granted counts from the step that opened it, and its later updates are changes", async () => {
      const store = await open();
      const log = new GrowingLog();
      await seqAfter(store, log.append("sam"));
      const at = await seqAfter(
        store,
        log.append("sam", { grants: [grant("opened", log.doc, "role:counselor")] }),
      );
      const end = await seqAfter(store, log.append("sam"));
      const gained = { upTo: end, revoked: [], gained: [{ doc: log.doc, from: at }], changed: [] };
      expect(await store.changes("cleo", cleo, 0)).toEqual(gained);
      expect(await store.changes("cleo", cleo, at - 1)).toEqual(gained);
      expect(await store.changes("cleo", cleo, at)).toEqual({
        upTo: end,
        revoked: [],
        gained: [],
        changed: [log.doc],
      });
      expect(await store.changes("cleo", cleo, end)).toEqual({
        upTo: end,
        revoked: [],
        gained: [],
        changed: [],
      });
      expect(await store.changes("sam", sam, 0)).toEqual({
        upTo: end,
        revoked: [],
        gained: [],
        changed: [],
      });
    });

    test("[S7] what stood since the cursor and is lost is revoked with the entry that ended it, what came and went too", async () => {
      const store = await open();
      const log = new GrowingLog();
      await seqAfter(store, log.append("sam"));
      const from = await seqAfter(
        store,
        log.append("sam", { grants: [grant("opened", log.doc, "role:counselor")] }),
      );
      const until = await seqAfter(
        store,
        log.append("cleo", { grants: [grant("ended", log.doc, "role:counselor", claimed)] }),
      );
      const end = await seqAfter(store, log.append("sam"));
      const nothing = { upTo: end, revoked: [], gained: [], changed: [] };
      for (const cursor of [from - 1, from, until - 1]) {
        expect(await store.changes("carl", carl, cursor)).toEqual({
          ...nothing,
          revoked: [{ doc: log.doc, because: claimed }],
        });
      }
      // A device without a cursor has stored nothing that it would have to delete.
      expect(await store.changes("carl", carl, 0)).toEqual(nothing);
      expect(await store.changes("carl", carl, until)).toEqual(nothing);
    });

    test("[S4] lost and regained since the cursor is gained again: the device may have deleted it in between", async () => {
      const store = await open();
      const log = new GrowingLog();
      const at = await seqAfter(
        store,
        log.append("sam", { grants: [grant("opened", log.doc, "counselor:cleo")] }),
      );
      await seqAfter(
        store,
        log.append("sam", { grants: [grant("ended", log.doc, "counselor:cleo", claimed)] }),
      );
      const again = await seqAfter(
        store,
        log.append("sam", { grants: [grant("opened", log.doc, "counselor:cleo")] }),
      );
      for (const cursor of [0, at, again - 1]) {
        expect(await store.changes("cleo", cleo, cursor)).toEqual({
          upTo: again,
          revoked: [],
          gained: [{ doc: log.doc, from: again }],
          changed: [],
        });
      }
    });

    test("one grant that takes over from another in one step is held all along", async () => {
      const store = await open();
      const log = new GrowingLog();
      const at = await seqAfter(
        store,
        log.append("sam", { grants: [grant("opened", log.doc, "role:counselor")] }),
      );
      const taken = await seqAfter(
        store,
        log.append("cleo", {
          grants: [
            grant("ended", log.doc, "role:counselor", claimed),
            grant("opened", log.doc, "counselor:cleo"),
          ],
        }),
      );
      expect(await store.changes("cleo", cleo, at)).toEqual({
        upTo: taken,
        revoked: [],
        gained: [],
        changed: [log.doc],
      });
      expect(await store.changes("cleo", cleo, 0)).toMatchObject({ gained: [{ doc: log.doc, from: at }] });
      expect(await store.changes("carl", carl, at)).toMatchObject({
        revoked: [{ doc: log.doc, because: claimed }],
      });
    });

    test("after a change of role the old one's documents are revoked and all of the new one's are gained", async () => {
      const store = await open();
      const own = new GrowingLog();
      const queue = new GrowingLog("ticket");
      const both = new GrowingLog("ticket");
      await store.recordFirstRole("cleo", "counselor", "active");
      const cursor = await seqAfter(
        store,
        own.append("sam", { grants: [grant("opened", own.doc, "counselor:cleo")] }),
        queue.append("sam", { grants: [grant("opened", queue.doc, "role:counselor")] }),
        both.append("sam", {
          grants: [grant("opened", both.doc, "role:counselor"), grant("opened", both.doc, "role:admin")],
        }),
      );
      const changed = await seqAfter(store, {
        kind: "role",
        person: "cleo",
        role: "admin",
        status: "active",
      });
      const now: Principal[] = ["role:admin", "admin:cleo"];
      const changes = await store.changes("cleo", now, cursor);
      expect(changes.revoked).toEqual(
        expect.arrayContaining([own.doc, queue.doc].map((doc) => ({ doc, because: null }))),
      );
      expect(changes.revoked).toHaveLength(2);
      expect(changes.gained).toEqual([{ doc: both.doc, from: changed }]);
      expect(await store.changes("cleo", now, changed)).toEqual({
        upTo: changed,
        revoked: [],
        gained: [],
        changed: [],
      });
      expect(await store.recordedRole("cleo")).toEqual({ role: "admin", status: "active" });
      // There and back again: whatever the device was told to delete in between comes again.
      const back = await seqAfter(store, {
        kind: "role",
        person: "cleo",
        role: "counselor",
        status: "active",
      });
      const gained = (await store.changes("cleo", cleo, cursor)).gained;
      expect(gained).toHaveLength(3);
      expect(gained.every(({ from }) => from === back)).toBe(true);
    });

    test("many changed documents are found, however far behind the cursor is", async () => {
      const store = await open();
      const logs = Array.from({ length: 1_500 }, () => new GrowingLog("ticket"));
      const cursor = await seqAfter(
        store,
        ...logs.map((log) => log.append("sam", { grants: [grant("opened", log.doc, "role:admin")] })),
      );
      expect((await store.changes("ada", ada, 0)).gained).toHaveLength(1_500);
      await seqAfter(store, ...logs.map((log) => log.append("sam")));
      expect((await store.changes("ada", ada, cursor)).changed.toSorted()).toEqual(
        logs.map(({ doc }) => doc).toSorted(),
      );
      expect((await store.changes("ada", ada, cursor + 1_499)).changed).toEqual([logs.at(-1)?.doc]);
      expect((await store.changes("sam", sam, cursor)).changed).toEqual([]);
      // More documents than are worth asking for one by one.
      const range = { docs: new Set(logs.map(({ doc }) => doc)), upTo: all, bytes: all };
      const page = await store.updates({ ...range, after: cursor, limit: 100 });
      expect(page.map(({ seq, doc }) => [seq, doc])).toEqual(
        logs.slice(0, 100).map(({ doc }, index) => [cursor + 1 + index, doc]),
      );
      const [left, ...others] = logs.slice(1_400);
      if (left !== undefined) range.docs.delete(left.doc);
      const rest = await store.updates({ ...range, after: cursor + 1_400, limit: 1_000 });
      expect(rest.map(({ doc }) => doc)).toEqual(others.map(({ doc }) => doc));
    });

    test("a cursor ahead of the store changes nothing", async () => {
      const store = await open();
      const log = new GrowingLog();
      await seqAfter(store, log.append("sam", { grants: [grant("opened", log.doc, "role:counselor")] }));
      expect(await store.changes("cleo", cleo, 99)).toEqual({
        upTo: 1,
        revoked: [],
        gained: [],
        changed: [],
      });
    });
  });
}
