import Database from "better-sqlite3";
import { expect, test } from "vitest";
import * as Y from "yjs";
import type { DocName } from "../../shared/log/doc-name.ts";
import { type Principal, principalsOf } from "../../shared/policy/may-read.ts";
import { type Random, randomOf } from "../../shared/random.arbitrary.ts";
import { migrateStore } from "../store/schema.ts";
import { createSqliteStore } from "../store/sqlite-store.ts";
import type { Store } from "../store/store.ts";
import { batchOf, GrowingLog, grant, joinedAll } from "../store/test-steps.ts";
import { catchUp, isNothing } from "./catch-up.ts";

/** Enough that the content of one document fills a batch, so that a catch-up can be cut off at many places. */
const characters = 150_000;
const readers: Principal[] = ["role:counselor", "counselor:cleo", "role:admin", "admin:cleo"];

/** Five documents whose grants come and go, and a person whose role changes. */
class World {
  readonly store: Store;
  readonly logs = Array.from({ length: 5 }, () => new GrowingLog());
  role: "counselor" | "admin" = "counselor";
  readonly #open = new Set<string>();
  readonly #random: Random;

  constructor(random: Random) {
    const db = new Database(":memory:");
    migrateStore(db);
    this.store = createSqliteStore(db);
    this.#random = random;
  }

  get principals(): Principal[] {
    return principalsOf({ id: "cleo", role: this.role, status: "active" });
  }

  /** Something happens to one document: somebody writes, and perhaps a grant begins or ends. */
  async happen(): Promise<void> {
    const log = this.logs[this.#random.below(this.logs.length)];
    const principal = readers[this.#random.below(readers.length)];
    if (log === undefined || principal === undefined) throw new Error("a world has documents and readers");
    const key = `${log.doc} ${principal}`;
    const change = this.#open.has(key) ? "ended" : "opened";
    const grants = this.#random.oneIn(3) ? [] : [grant(change, log.doc, principal)];
    if (grants.length > 0 && !this.#open.delete(key)) this.#open.add(key);
    await this.store.commit(
      batchOf(log.append("sam", { client: this.#random.below(3), characters, grants })),
    );
    if (this.#random.oneIn(12)) await joinedAll(this.store, log.doc);
  }

  async changeRole(): Promise<void> {
    this.role = this.role === "counselor" ? "admin" : "counselor";
    await this.store.commit(batchOf({ kind: "role", person: "cleo", role: this.role, status: "active" }));
  }
}

/** A device that stores each batch, and its cursor where there is one. */
class Device {
  cursor = 0;
  readonly base = new Map<DocName, Y.Doc>();

  /** Catches up, and is cut off after so many batches. `between` runs after each. Returns the batches taken. */
  async resume(world: World, batches: number, between: () => Promise<void>): Promise<number> {
    let taken = 0;
    for (let cursor = this.cursor; ; ) {
      const { store, principals } = world;
      const changes = await store.changes("cleo", principals, cursor);
      if (isNothing(changes)) {
        this.cursor = changes.upTo;
        return taken;
      }
      for await (const batch of catchUp(store, { changes, cursor, principals, tellsMore: true })) {
        if (taken >= batches) return taken;
        taken++;
        for (const frame of batch.frames) {
          if (frame.channel === "doc" && frame.message.type === "update") {
            Y.applyUpdate(this.doc(frame.doc as DocName), frame.message.update);
          }
          if (frame.channel === "control") this.#told(JSON.parse(frame.text));
        }
        if (batch.cursor !== null) this.cursor = batch.cursor;
        await between();
      }
      cursor = changes.upTo;
      this.cursor = cursor;
    }
  }
  #told({ t, docs }: { t: string; docs: DocName[] }): void {
    if (t === "revoked") for (const doc of docs) this.base.delete(doc);
    if (t === "granted") for (const doc of docs) this.doc(doc);
  }
  doc(name: DocName): Y.Doc {
    const doc = this.base.get(name) ?? new Y.Doc();
    this.base.set(name, doc);
    return doc;
  }
  get holds(): Record<string, number> {
    const lengths = [...this.base].map(([name, doc]) => [name, doc.getArray("log").length] as const);
    return Object.fromEntries(lengths.sort());
  }
}

test("[F7] cut off anywhere, any number of times, while grants and roles change, a device ends like a new one", async () => {
  const seen = { cuts: 0, during: 0, nonEmpty: 0 };
  for (let seed = 1; seed <= 40; seed++) {
    const random = randomOf(seed);
    const world = new World(random);
    await world.store.recordFirstRole("cleo", "counselor", "active");
    // Seq 1 is nobody's grant: a device that stored an announcement has a cursor, then.
    await world.store.commit(batchOf(new GrowingLog().append("sam")));
    const device = new Device();
    for (let round = 0; round < 8; round++) {
      for (let count = random.below(6); count >= 0; count--) await world.happen();
      if (random.oneIn(5)) await world.changeRole();
      const batches = random.below(5);
      const taken = await device.resume(world, batches, async () => {
        if (!random.oneIn(3)) return;
        seen.during++;
        await world.happen();
      });
      if (taken === batches) seen.cuts++;
    }
    await device.resume(world, Number.POSITIVE_INFINITY, async () => {});
    const fresh = new Device();
    await fresh.resume(world, Number.POSITIVE_INFINITY, async () => {});
    expect(device.holds, `seed ${seed}`).toEqual(fresh.holds);
    for (const [doc, length] of Object.entries(fresh.holds)) {
      expect(length).toBe(world.logs.find((log) => log.doc === doc)?.values.length);
    }
    if (fresh.base.size > 0) seen.nonEmpty++;
    await world.store.close();
  }
  // Not vacuous: it was cut off, things happened in the middle, and there was something to hold.
  expect(seen.cuts).toBeGreaterThan(40);
  expect(seen.during).toBeGreaterThan(40);
  expect(seen.nonEmpty).toBeGreaterThan(20);
});
