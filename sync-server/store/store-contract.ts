import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { docKinds, docName } from "../../shared/log/doc-name.ts";
import type { Principal } from "../../shared/policy/may-read.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import type { JobSeed } from "../jobs/job.ts";
import { changesContract } from "./changes-contract.ts";
import { entryKey, type FeedUpdate, type Store } from "./store.ts";
import {
  type AppendStep,
  batchOf,
  claimed,
  compacted,
  GrowingLog,
  grant,
  joinedAll,
  ticketState,
  valuesOf,
} from "./test-steps.ts";

/** A place where one store can be opened again and again; `end` removes what it left. */
export type StorePlace = { open(): Promise<Store>; end(): Promise<void> };

const cleo: Principal[] = ["role:counselor", "counselor:cleo"];
const carl: Principal[] = ["role:counselor", "counselor:carl"];
const sam: Principal[] = ["role:student", "student:sam"];
const ada: Principal[] = ["role:admin", "admin:ada"];
const all = Number.MAX_SAFE_INTEGER;

/** What every store must do, whatever it keeps things in. `survives`: its content outlives `close`. */
export function storeContract(
  name: string,
  { makePlace, survives }: { makePlace: () => StorePlace; survives: boolean },
): void {
  describe(`store contract: ${name}`, () => {
    const ends: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of ends.splice(0).reverse()) await end();
    });
    async function open(): Promise<Store> {
      const place = makePlace();
      const store = await place.open();
      ends.push(
        () => place.end(),
        () => store.close(),
      );
      return store;
    }
    async function seqAfter(store: Store, ...steps: Parameters<typeof batchOf>): Promise<number> {
      const result = await store.commit(batchOf(...steps));
      if (!result.ok) throw new Error("a batch that rests on nothing cannot conflict");
      return result.firstSeq + steps.length - 1;
    }
    function updatesOf(store: Store, log: GrowingLog, after = 0, upTo = all): Promise<FeedUpdate[]> {
      return store.updates({ docs: new Set([log.doc]), after, upTo, limit: 1_000, bytes: all });
    }

    test("a new store has an id, seq 0 and nothing else", async () => {
      const store = await open();
      const { serverId, seq } = await store.identity();
      expect(serverId).toMatch(/^[0-9a-f-]{36}$/);
      expect(seq).toBe(0);
      const chat = docName("chat", randomUUID());
      expect(await store.heads([chat])).toEqual(new Map());
      expect(await store.content(chat)).toEqual(new Uint8Array([0, 0]));
      expect(await store.contentFor(chat, sam)).toBeNull();
      expect(await store.changes("sam", sam, 0)).toEqual({ upTo: 0, revoked: [], gained: [], changed: [] });
      expect(await store.recordedRole("sam")).toBeNull();
      expect(await store.devicesNotPurged()).toEqual([]);
      await store.ping();
    });

    test("[S1] every step takes one seq, in the order of the batch, with none left out", async () => {
      const store = await open();
      const log = new GrowingLog();
      const first = await store.commit(batchOf(log.append("sam"), log.append("sam"), log.append("sam")));
      const second = await store.commit(
        batchOf(log.append("sam"), { kind: "role", person: "sam", role: "student", status: "active" }),
      );
      const third = await store.commit(batchOf(log.append("sam")));
      expect([first, second, third]).toEqual([1, 4, 6].map((firstSeq) => ({ ok: true, firstSeq })));
      expect((await store.identity()).seq).toBe(6);
      expect((await updatesOf(store, log)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 6]);
    });

    test("[S2] a batch is there whole or not at all", async () => {
      const store = await open();
      const log = new GrowingLog();
      const step = log.append("sam");
      await store.commit(batchOf(step));
      const before = await store.identity();
      // The index has this id already: the second step cannot be stored.
      const again = { ...log.append("sam"), entries: step.entries };
      await expect(store.commit(batchOf(log.append("sam"), again))).rejects.toThrow();
      expect(await store.identity()).toEqual(before);
      expect(await updatesOf(store, log)).toHaveLength(1);
      expect((await store.heads([log.doc])).get(log.doc)).toMatchObject({ version: 1, rows: 1 });
    });

    test("[S3] a batch judged against a head that has moved is a conflict that names it, and changes nothing", async () => {
      const store = await open();
      const log = new GrowingLog();
      const other = new GrowingLog();
      await store.commit(batchOf(log.append("sam"), other.append("sam")));
      const fresh = docName("chat", randomUUID());
      const stale = new Map([
        [log.doc, 0],
        [other.doc, 2],
        [fresh, 0],
      ]);
      expect(await store.commit({ steps: [other.append("sam")], judgedAgainst: stale, at: 1 })).toEqual({
        ok: false,
        conflicts: [log.doc],
      });
      expect((await store.identity()).seq).toBe(2);
      const right = new Map([...stale, [log.doc, 1] as const]);
      expect(await store.commit({ steps: [log.append("sam")], judgedAgainst: right, at: 1 })).toMatchObject({
        ok: true,
      });
    });

    test("a head holds the version, the writers, the tail, the ticket and the size", async () => {
      const store = await open();
      const log = new GrowingLog("ticket");
      const ticket = ticketState(log.ticketId);
      const first = log.append("sam", { client: 1, count: 2 });
      const second = log.append("cleo", { client: 2, ticket });
      await store.commit(batchOf(first, second));
      expect((await store.heads([log.doc])).get(log.doc)).toEqual({
        version: 2,
        writers: new Map([
          [1, { clock: 2, owner: "sam" }],
          [2, { clock: 1, owner: "cleo" }],
        ]),
        tail: { client: 2, clock: 0 },
        ticket,
        rows: 2,
        bytes: first.stored.body.length + second.stored.body.length,
        bytesOf: new Map([
          ["sam", first.stored.body.length],
          ["cleo", second.stored.body.length],
        ]),
        lookAt: 0,
      });
      // The four documents of a ticket come into being together; nobody has written in these.
      const notes = docName("notes", log.ticketId);
      expect((await store.heads([notes])).get(notes)).toMatchObject({ version: 0, tail: null, rows: 0 });
    });

    test("the entry index recognises what was accepted, for each document apart", async () => {
      const store = await open();
      const log = new GrowingLog();
      const step = log.append("sam", { client: 9, count: 2 });
      await store.commit(batchOf(step));
      const [, second] = step.entries;
      const id = second?.id ?? "";
      const known = { doc: log.doc, id };
      const elsewhere = { doc: docName("chat", randomUUID()), id };
      const found = await store.entries([known, elsewhere, { doc: log.doc, id: randomUUID() }]);
      expect([...found]).toEqual([
        [entryKey(known), { seq: 1, client: 9, clock: 1, type: "chat.message", by: "sam", at: 1_001 }],
      ]);
    });

    test("content is one update that reads as everything that was accepted", async () => {
      const store = await open();
      const log = new GrowingLog();
      for (let round = 0; round < 20; round++) {
        await store.commit(
          batchOf(log.append(`p${round % 3}`, { client: round % 3, count: 1 + (round % 4) })),
        );
      }
      expect(valuesOf(await store.content(log.doc))).toEqual(log.values);
    });

    test("content for somebody is null unless one of their principals holds it now", async () => {
      const store = await open();
      const log = new GrowingLog();
      await store.commit(
        batchOf(log.append("sam", { grants: [grant("opened", log.doc, "counselor:cleo")] })),
      );
      expect(valuesOf((await store.contentFor(log.doc, cleo)) ?? new Uint8Array())).toEqual(log.values);
      expect(await store.contentFor(log.doc, carl)).toBeNull();
      expect(await store.standing(new Set([log.doc]), cleo)).toEqual(new Set([log.doc]));
      expect(await store.standing(new Set([log.doc]), carl)).toEqual(new Set());
      await store.commit(
        batchOf(log.append("sam", { grants: [grant("ended", log.doc, "counselor:cleo", claimed)] })),
      );
      expect(await store.contentFor(log.doc, cleo)).toBeNull();
      expect(await store.standing(new Set([log.doc]), cleo)).toEqual(new Set());
    });

    test("[L3] what somebody lacks is what came since, compacted or not, and null where they hold nothing", async () => {
      const store = await open();
      const log = new GrowingLog();
      await store.commit(
        batchOf(
          log.append("sam", { client: 1, count: 2, grants: [grant("opened", log.doc, "counselor:cleo")] }),
        ),
      );
      await store.commit(batchOf(log.append("cleo", { client: 2, count: 2 })));
      const asker = new Y.Doc();
      Y.applyUpdate(asker, await store.content(log.doc));
      const bytes = Y.encodeStateVector(asker);
      const has = { bytes, clocks: Y.decodeStateVector(bytes) };
      expect((await store.lackingFor(log.doc, cleo, has))?.update).toEqual(new Uint8Array([0, 0]));
      await store.commit(batchOf(log.append("sam", { client: 1, count: 3 })));
      const lacking = await store.lackingFor(log.doc, cleo, has);
      expect(lacking?.update.length).toBeLessThan((await store.content(log.doc)).length);
      expect(lacking?.read).toBeGreaterThan(lacking?.update.length ?? 0);
      await joinedAll(store, log.doc);
      const straddling = await store.lackingFor(log.doc, cleo, has);
      for (const update of [lacking?.update, straddling?.update]) {
        const again = new Y.Doc();
        Y.applyUpdate(again, Y.encodeStateAsUpdate(asker));
        Y.applyUpdate(again, update ?? new Uint8Array());
        expect(again.getArray("log").toArray()).toEqual(log.values);
      }
      expect(await store.lackingFor(log.doc, carl, has)).toBeNull();
      const nothing = { bytes: new Uint8Array([0]), clocks: new Map<number, number>() };
      expect((await store.lackingFor(log.doc, cleo, nothing))?.update).toEqual(await store.content(log.doc));
    });

    test("updates come in seq order, within the range, and stop at the limit and past the bytes", async () => {
      const store = await open();
      const a = new GrowingLog();
      const b = new GrowingLog();
      await store.commit(
        batchOf(a.append("sam"), b.append("sam"), a.append("sam"), b.append("sam"), a.append("sam")),
      );
      const docs = new Set([a.doc, b.doc]);
      const seqs = async (range: { after: number; upTo: number; limit: number; bytes: number }) =>
        (await store.updates({ docs, ...range })).map(({ seq, doc }) => `${seq}${doc === a.doc ? "a" : "b"}`);
      expect(await seqs({ after: 0, upTo: all, limit: 9, bytes: all })).toEqual([
        "1a",
        "2b",
        "3a",
        "4b",
        "5a",
      ]);
      expect(await seqs({ after: 1, upTo: 4, limit: 9, bytes: all })).toEqual(["2b", "3a", "4b"]);
      expect(await seqs({ after: 0, upTo: all, limit: 2, bytes: all })).toEqual(["1a", "2b"]);
      expect(await seqs({ after: 0, upTo: all, limit: 9, bytes: 1 })).toEqual(["1a"]);
      expect(await store.updates({ docs: new Set(), after: 0, upTo: all, limit: 9, bytes: all })).toEqual([]);
      const each = await store.updates({ docs: new Set([a.doc]), after: 0, upTo: all, limit: 9, bytes: all });
      expect(valuesOf(...each.map(({ update }) => update))).toEqual(a.values);
    });

    changesContract({ open, seqAfter });

    test("a grant counts for the entry that ended it, and not for what came after", async () => {
      const store = await open();
      const log = new GrowingLog("ticket");
      const from = await seqAfter(
        store,
        log.append("sam"),
        log.append("sam", { grants: [grant("opened", log.doc, "role:counselor")] }),
      );
      const until = await seqAfter(
        store,
        log.append("cleo", { grants: [grant("ended", log.doc, "role:counselor", claimed)] }),
      );
      const held = (principals: Principal[], seq: number) => store.heldAt(principals, log.doc, seq);
      expect(await held(carl, from - 1)).toBe(false);
      expect(await held(carl, from)).toBe(true);
      expect(await held(carl, until)).toBe(true);
      expect(await held(carl, until + 1)).toBe(false);
      expect(await held(sam, from)).toBe(false);
      expect(await held([], from)).toBe(false);
      expect(await store.lastEnded(carl, log.doc)).toEqual({ untilSeq: until, because: claimed });
      expect(await store.lastEnded(sam, log.doc)).toBeNull();
      expect(await store.lastEnded(carl, docName("ticket", randomUUID()))).toBeNull();
    });

    test("participants and caseloads follow the tickets", async () => {
      const store = await open();
      const [running, over, open_] = [
        new GrowingLog("ticket"),
        new GrowingLog("ticket"),
        new GrowingLog("ticket"),
      ];
      const assigned = "cleo";
      await seqAfter(
        store,
        running.append("sam", { ticket: ticketState(running.ticketId, { assigned, status: "claimed" }) }),
        running.append("cleo"),
        over.append("sue", { ticket: ticketState(over.ticketId, { assigned, status: "closed" }) }),
        open_.append("sid", { ticket: ticketState(open_.ticketId) }),
      );
      expect((await store.participants([running.ticketId])).toSorted()).toEqual(["cleo", "sam"]);
      expect((await store.participants([running.ticketId, over.ticketId])).toSorted()).toEqual([
        "cleo",
        "sam",
        "sue",
      ]);
      expect(await store.participants([])).toEqual([]);
      expect(await store.caseload("cleo")).toEqual([running.ticketId]);
      expect(await store.caseloads()).toEqual(new Map([["cleo", 1]]));
      expect((await store.ticketsOf("cleo")).toSorted()).toEqual(
        [running.ticketId, over.ticketId].toSorted(),
      );
      expect(await store.ticketsOf("nobody")).toEqual([]);
    });

    test("[O15] the wait for the first answer, by the server's clock; a claim is none, and who waits counts", async () => {
      const store = await open();
      const minute = 60_000;
      const begin = 10 * 60 * minute;
      const at = (minutes: number, ...steps: AppendStep[]) =>
        store.commit({ ...batchOf(...steps), at: begin + minutes * minute });
      const opening = (change: Partial<TicketState> = {}) => {
        const log = new GrowingLog("ticket");
        const ticket = ticketState(log.ticketId, { openedAt: begin, ...change });
        return { log, chat: new GrowingLog("chat", log.ticketId), step: log.append("sam", { ticket }) };
      };
      const [answered, waiting, joined] = [opening(), opening(), opening()];
      const ended = opening({ status: "closed", changedAt: begin + 20 * minute });
      const old = opening({ openedAt: begin - 1 });
      await at(0, answered.step, waiting.step, joined.step, ended.step, old.step);
      const claim = {
        id: randomUUID(),
        type: "ticket.claimed" as const,
        by: "cleo",
        at: 1,
        client: 9,
        clock: 0,
      };
      await at(1, waiting.log.append("cleo", { client: 9, entries: [claim] }), waiting.chat.append("sam"));
      await at(3, joined.chat.append("sam", { count: 2 }), answered.chat.append("sam"));
      await at(5, answered.chat.append("cleo", { client: 8 }));
      await at(
        7,
        joined.chat.append("cleo", { client: 8, count: 2 }),
        answered.chat.append("cleo", { client: 8 }),
      );
      const waits = async (range: { limit?: number; since?: number } = {}) =>
        (await store.firstWaits({ since: begin, now: begin + 60 * minute, limit: 10, ...range }))
          .map(({ ms, answered }) => `${ms / minute} ${answered ? "answered" : "waits"}`)
          .toSorted();
      expect(await waits()).toEqual(["20 waits", "5 answered", "60 waits", "7 answered"]);
      expect(await waits({ since: begin + 1 })).toEqual([]);
      expect(await waits({ limit: 2 })).toHaveLength(2);
      await joinedAll(store, joined.chat.doc);
      expect(await waits()).toEqual(["20 waits", "5 answered", "60 waits", "7 answered"]);
    });

    test("[S5] compaction changes nothing that a log holds, and a device behind it gets never less than it lacks", async () => {
      const store = await open();
      const log = new GrowingLog();
      const updates: Uint8Array[] = [];
      const states: Uint8Array[] = [new Uint8Array([0, 0])];
      for (let round = 0; round < 128; round++) {
        await store.commit(batchOf(log.append(`p${round % 4}`, { client: 100 + (round % 4) })));
        states.push(await store.content(log.doc));
      }
      updates.push(...(await updatesOf(store, log)).map(({ update }) => update));
      const before = (await store.heads([log.doc])).get(log.doc);
      expect(await store.uncompacted({ rows: 64, limit: 10, after: null })).toEqual([log.doc]);
      await compacted(store, log.doc);
      expect(await store.uncompacted({ rows: 64, limit: 10, after: null })).toEqual([]);

      expect(valuesOf(await store.content(log.doc))).toEqual(log.values);
      const after = (await store.heads([log.doc])).get(log.doc);
      expect(after).toEqual({ ...before, rows: 8, bytes: after?.bytes });
      for (const [cursor, state] of states.entries()) {
        const rest = await updatesOf(store, log, cursor);
        expect(valuesOf(state, ...rest.map(({ update }) => update))).toEqual(log.values);
        if (cursor < 128) expect((await store.changes("x", ["role:student"], cursor)).upTo).toBe(128);
      }
      await store.commit(batchOf(log.append("p1", { client: 101 })));
      expect((await updatesOf(store, log, 128)).map(({ seq }) => seq)).toEqual([129]);
      expect(valuesOf(await store.content(log.doc))).toEqual(log.values);
    });

    test("a log of many clientIDs that joining cannot make shorter is not looked for again and again", async () => {
      const store = await open();
      const many = new GrowingLog();
      await seqAfter(store, ...Array.from({ length: 70 }, (_, client) => many.append("sam", { client })));
      const long = new GrowingLog();
      await seqAfter(store, ...Array.from({ length: 70 }, () => long.append("sam")));
      expect(await store.uncompacted({ rows: 64, limit: 1, after: null })).toEqual([long.doc]);
    });

    test("[S13] notes typed letter by letter are read as one, and no join takes many rows or bytes", async () => {
      const store = await open();
      const notes = docName("notes", randomUUID());
      const doc = new Y.Doc();
      const updates: Uint8Array[] = [];
      doc.on("update", (update: Uint8Array) => updates.push(update));
      const root = doc.getXmlFragment("notes");
      const line = new Y.XmlText();
      root.insert(0, [line]);
      for (let letter = 0; letter < 2_500; letter++) {
        line.insert(letter % 7 === 0 ? 0 : line.length, String(letter % 10));
        if (letter % 5 === 4) line.delete(0, 1);
      }
      // A paste as large as one push may be, in the middle of it.
      line.insert(0, "p".repeat(200_000));
      for (let letter = 0; letter < 500; letter++) line.insert(0, "x");
      for (let at = 0; at < updates.length; at += 100) {
        const steps = updates.slice(at, at + 100).map((update, index) => ({
          kind: "notes" as const,
          doc: notes,
          update,
          writers: [{ client: doc.clientID, clock: at + index, owner: "cleo" }],
        }));
        await store.commit(batchOf(...steps));
      }
      const textOf = (...some: Uint8Array[]) => {
        const copy = new Y.Doc();
        for (const update of some) Y.applyUpdate(copy, update);
        return copy.getXmlFragment("notes").toString();
      };
      expect(textOf(await store.content(notes))).toBe(root.toString());
      expect((await store.heads([notes])).get(notes)).toMatchObject({ rows: updates.length, tail: null });
      expect(await store.uncompacted({ rows: 64, limit: 10, after: null })).toEqual([notes]);
      expect(await store.uncompacted({ rows: 64, limit: 10, after: notes })).toEqual([]);

      const taken = await compacted(store, notes);
      expect(Math.max(...taken)).toBe(32);
      expect(await store.uncompacted({ rows: 64, limit: 10, after: null })).toEqual([]);
      expect(textOf(await store.content(notes))).toBe(root.toString());
      const head = (await store.heads([notes])).get(notes);
      const rows = await store.updates({
        docs: new Set([notes]),
        after: 0,
        upTo: all,
        limit: all,
        bytes: all,
      });
      expect(rows.length).toBeLessThan(100);
      expect(head).toMatchObject({
        rows: rows.length,
        version: updates.length,
        bytes: rows.reduce((sum, { update }) => sum + update.length, 0),
      });
      expect(head?.writers.get(doc.clientID)).toEqual({ clock: updates.length - 1, owner: "cleo" });
      for (const cursor of [3, 700, 2_600, updates.length]) {
        const since = rows.filter(({ seq }) => seq > cursor).map(({ update }) => update);
        expect(textOf(...updates.slice(0, cursor), ...since)).toBe(root.toString());
      }
    });

    test("[S13] a run that has changed since it was looked at is left as it is", async () => {
      const store = await open();
      const log = new GrowingLog();
      await seqAfter(store, ...Array.from({ length: 70 }, () => log.append("sam")));
      const [run] = await store.runsToJoin(log.doc);
      const joined = await store.joinedRun(log.doc, run ?? []);
      await compacted(store, log.doc);
      const before = await store.content(log.doc);
      expect(joined && (await store.replaceRun(joined))).toBeNull();
      const again = await store.joinedRun(log.doc, run ?? []);
      expect(again && (await store.replaceRun(again))).toBeNull();
      expect(await store.content(log.doc)).toEqual(before);
      expect(valuesOf(before)).toEqual(log.values);
    });

    test("emergency access stands in the list of expiries from its end on, until its grants are ended", async () => {
      const store = await open();
      const log = new GrowingLog("ticket");
      const access = [{ admin: "ada", at: 1_000, until: 5_000 }];
      const step = log.append("ada", {
        ticket: ticketState(log.ticketId, { access }),
        grants: [grant("opened", log.doc, "admin:ada")],
      });
      await seqAfter(store, {
        ...step,
        entries: step.entries.map((entry) => ({ ...entry, type: "access.opened" })),
      });
      expect(await store.expired(4_999)).toEqual([]);
      expect(await store.expired(5_000)).toEqual([log.ticketId]);
      const ended = await seqAfter(store, {
        kind: "grants",
        ticketId: log.ticketId,
        expiredBy: 5_000,
        grants: [grant("ended", log.doc, "admin:ada")],
      });
      expect(await store.expired(9_999)).toEqual([]);
      expect(await store.changes("ada", ada, ended - 1)).toMatchObject({
        upTo: ended,
        revoked: [{ doc: log.doc, because: null }],
      });
    });

    describe("jobs", () => {
      const seed = (id: string, more: Partial<JobSeed> = {}): JobSeed => ({
        id,
        kind: "meeting.arrange",
        ticketId: null,
        dueAt: 100,
        payload: { sessionId: "x" },
        ...more,
      });
      const due = async (store: Store, now: number, running: string[] = [], limit = 9) =>
        (await store.dueJobs(now, limit, running)).map(({ id }) => id);

      test("[J1] are there with the entries they follow, or neither is", async () => {
        const store = await open();
        const log = new GrowingLog();
        const step = log.append("sam", { jobs: [seed("a", { ticketId: log.ticketId })] });
        await seqAfter(store, step);
        expect(await store.job("a")).toEqual({
          ...seed("a", { ticketId: log.ticketId }),
          state: "waiting",
          attempts: 0,
          runs: 0,
          lastError: null,
        });
        const again = { ...log.append("sam", { jobs: [seed("b")] }), entries: step.entries };
        await expect(store.commit(batchOf(again))).rejects.toThrow();
        expect(await store.job("b")).toBeNull();
      });

      test("one that is there already stays as it is", async () => {
        const store = await open();
        await store.addJobs([seed("a")]);
        await store.finishJob("a", { state: "done" }, 200);
        await store.addJobs([seed("a", { dueAt: 500 })]);
        expect(await store.job("a")).toMatchObject({ state: "done", dueAt: 100 });
        expect(await due(store, 999)).toEqual([]);
      });

      test("[J2] due ones come oldest first, of each ticket only the first, and none whose ticket is busy", async () => {
        const store = await open();
        await store.addJobs([
          seed("t2", { ticketId: "t", dueAt: 20 }),
          seed("t1", { ticketId: "t", dueAt: 10 }),
          seed("u1", { ticketId: "u", dueAt: 15 }),
          seed("free", { dueAt: 15 }),
          seed("later", { ticketId: "u", dueAt: 101 }),
        ]);
        expect(await due(store, 9)).toEqual([]);
        expect(await due(store, 100)).toEqual(["t1", "u1", "free"]);
        expect(await due(store, 100, [], 2)).toEqual(["t1", "u1"]);
        expect(await due(store, 100, ["t1", "free"])).toEqual(["u1"]);
        await store.finishJob("t1", { state: "waiting", attempts: 1, dueAt: 300, error: "away" }, 100);
        expect(await due(store, 100)).toEqual(["u1", "free", "t2"]);
        expect(await store.job("t1")).toMatchObject({ attempts: 1, lastError: "away", dueAt: 300 });
      });

      test("[J4] those that gave up are listed, the latest first, and start afresh when run again", async () => {
        const store = await open();
        await store.addJobs([seed("a"), seed("b"), seed("c")]);
        await store.finishJob("a", { state: "failed", attempts: 20, error: "no" }, 200);
        await store.finishJob("b", { state: "failed", attempts: 1, error: "never" }, 300);
        expect((await store.failedJobs(9)).map(({ id, endedAt }) => [id, endedAt])).toEqual([
          ["b", 300],
          ["a", 200],
        ]);
        expect(await store.countJobs()).toEqual({ waiting: 1, failed: 2 });
        expect(await store.runJobAgain("a", 400)).toBe(true);
        expect(await store.runJobAgain("c", 400)).toBe(false);
        expect(await store.job("a")).toMatchObject({ state: "waiting", attempts: 0, runs: 1, dueAt: 400 });
      });

      test("are cancelled by id or prefix, only while they wait", async () => {
        const store = await open();
        const ids = ["r:1:day", "r:1:hour", "r:10:day", "r:2", "r%", "s"];
        await store.addJobs(ids.map((id) => seed(id)));
        await store.finishJob("r:1:hour", { state: "done" }, 150);
        await store.cancelJobs({ prefix: "r:1:" }, 200);
        await store.cancelJobs({ prefix: "r%" }, 200);
        await store.cancelJobs({ ids: ["s", "nothing"] }, 200);
        expect(await due(store, 999)).toEqual(["r:10:day", "r:2"]);
        expect(await store.job("r:1:hour")).toMatchObject({ state: "done" });
        await store.finishJob("s", { state: "waiting", attempts: 1, dueAt: 1, error: null }, 300);
        expect(await store.job("s")).toMatchObject({ state: "cancelled" });
        await store.forgetJobs(151);
        expect(await store.job("r:1:hour")).toBeNull();
        expect(await store.job("s")).not.toBeNull();
      });
    });

    test("devices: what was asked of them and what they have deleted", async () => {
      const store = await open();
      const log = new GrowingLog();
      await seqAfter(store, log.append("sam"));
      const other = docName("notes", log.ticketId);
      const device = randomUUID();
      const note = { device, person: "cleo" };
      await store.deviceNotes([
        { ...note, kind: "seen", cursor: 3, at: 10 },
        { ...note, kind: "asked", docs: [log.doc, other], at: 20 },
        { ...note, kind: "seen", cursor: 5, at: 30 },
      ]);
      expect(await store.devicesNotPurged()).toEqual([{ ...note, docs: 2, since: 20 }]);
      await store.deviceNotes([
        { ...note, kind: "purged", docs: [other, docName("chat", randomUUID())], at: 40 },
      ]);
      expect(await store.devicesNotPurged()).toEqual([{ ...note, docs: 1, since: 20 }]);
      await store.deviceNotes([
        { ...note, kind: "purged", docs: [log.doc], at: 50 },
        { ...note, kind: "asked", docs: [other], at: 60 },
      ]);
      expect(await store.devicesNotPurged()).toEqual([{ ...note, docs: 1, since: 60 }]);
    });

    test("reasons for emergency access, the newest first", async () => {
      const store = await open();
      const given = [1, 3, 2].map((at) => ({
        entry: randomUUID(),
        ticket: randomUUID(),
        admin: "ada",
        reason: `reason ${at}`,
        at,
      }));
      for (const each of given) await store.emergencyReason(each);
      expect((await store.emergencyReasons(2)).map(({ at }) => at)).toEqual([3, 2]);
      expect(await store.emergencyReasons(9)).toContainEqual(given[0]);
    });

    test("the first role on record stays the first", async () => {
      const store = await open();
      await store.recordFirstRole("sam", "student", "active");
      await store.recordFirstRole("sam", "admin", "active");
      expect(await store.recordedRole("sam")).toEqual({ role: "student", status: "active" });
    });

    test.runIf(survives)("[S6] everything is there after it is opened again, and seq goes on", async () => {
      const place = makePlace();
      ends.push(() => place.end());
      const log = new GrowingLog();
      const first = await place.open();
      const { serverId } = await first.identity();
      await first.commit(batchOf(log.append("sam", { grants: [grant("opened", log.doc, "student:sam")] })));
      await first.close();
      const second = await place.open();
      ends.push(() => second.close());
      expect(await second.identity()).toEqual({ serverId, seq: 1 });
      expect(await second.commit(batchOf(log.append("sam")))).toEqual({ ok: true, firstSeq: 2 });
      expect(valuesOf(await second.content(log.doc))).toEqual(log.values);
      expect(await second.changes("sam", sam, 0)).toMatchObject({ gained: [{ doc: log.doc, from: 1 }] });
    });

    test("documents of one ticket are four", async () => {
      const store = await open();
      const log = new GrowingLog("ticket");
      const docs = docKinds.map((kind) => docName(kind, log.ticketId));
      await seqAfter(
        store,
        log.append("sam", { grants: docs.map((doc) => grant("opened", doc, "student:sam")) }),
      );
      expect((await store.changes("sam", sam, 0)).gained.map(({ doc }) => doc).toSorted()).toEqual(
        docs.toSorted(),
      );
    });
  });
}
