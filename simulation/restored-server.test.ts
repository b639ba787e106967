import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { act, openTicket, sendMessage } from "../client/replica/actions.ts";
import type { Entry } from "../shared/entries/entry.ts";
import { databasePath } from "../sync-server/accounts/database.ts";
import { runCommand } from "../sync-server/cli/run.ts";
import { type FaultCampus, makeFaultCampus, wrongIn } from "../sync-server/faults/campus.ts";
import { signInAt } from "../sync-server/sync/test-desk.ts";
import { TestDevice } from "../sync-server/sync/test-device.ts";
import { endProcesses, startProcess } from "../sync-server/sync/test-process.ts";
import { RealDevice } from "./real-device.ts";

/** Milliseconds; generous, as machines are slow and shared. */
const longTimeout = 120_000;
/** Messages that are in flight at each moment while the backup is taken. */
const window = 8;

let campus: FaultCampus;
let folder: string;
const open: RealDevice[] = [];
beforeAll(async () => {
  campus = await makeFaultCampus();
  folder = mkdtempSync(path.join(tmpdir(), "alcove-restored-"));
}, longTimeout);
afterEach(async () => {
  for (const device of open.splice(0)) await device.close();
  endProcesses();
});
afterAll(() => {
  campus.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function alcove(dataDir: string, ...argv: string[]): Promise<void> {
  const said: string[] = [];
  const out = (line: string) => void said.push(line);
  const code = await runCommand(argv, {
    env: { DATA_DIR: dataDir },
    readInput: async () => "",
    out,
    err: out,
  });
  expect(code, said.join("\n")).toBe(0);
}

/** Writes into a chat without pause until told to stop. @returns the ids that were acknowledged, with their seqs */
function load(device: TestDevice, chat: string): () => Promise<Map<string, number>> {
  const acknowledged = new Map<string, number>();
  let stopped = false;
  const lane = async () => {
    while (!stopped) {
      const entry = device.entry({ type: "chat.message", body: "under load" });
      const receipt = await device.push(chat, [entry], { origin: device.tail(chat) });
      if (receipt.status === "accepted") acknowledged.set(entry.id, receipt.seq ?? 0);
    }
  };
  const lanes = Array.from({ length: window }, lane);
  return async () => {
    stopped = true;
    await Promise.all(lanes);
    return acknowledged;
  };
}

/** Those of the entries that a restored database does not have. */
function lackedBy(dataDir: string, before: ReadonlyMap<string, Entry[]>): Entry[] {
  const db = new Database(databasePath(dataDir), { readonly: true });
  const there = new Set(db.prepare<[], string>("SELECT id FROM entries").pluck().all());
  db.close();
  return [...before.values()].flat().filter(({ id }) => !there.has(id));
}

function device(name: string, who: FaultCampus["sam"]): RealDevice {
  const made = new RealDevice(name, who);
  open.push(made);
  return made;
}

test.each(["the student's first", "the counselor's first"] as const)(
  "[R8] a backup taken under load and restored: devices bring back what it lacks, once, in the same logs everywhere (%s)",
  async (order) => {
    const dataDir = campus.copy();
    const backup = path.join(folder, `${randomUUID()}.db`);
    const server = await startProcess(dataDir);
    const old = campus.ticket;
    const writer = new TestDevice({ port: server.port, ...campus.sam });
    await writer.caughtUp();
    const endLoad = load(writer, old.chat);
    await writer.until(() => (writer.entries(old.chat)?.length ?? 0) > 20);
    await alcove(dataDir, "backup", backup);
    const acknowledged = await endLoad();
    writer.cut();

    // What the backup does not know: a ticket of its own, what both sides said in it, and more in the old one.
    const [sam, cleo] = [device("sam", campus.sam), device("cleo", campus.cleo)];
    for (const each of [sam, cleo]) each.start(server.port);
    await Promise.all([sam.synced(), cleo.synced()]);
    const opened = await openTicket(sam.session, {
      category: "stress",
      urgency: "low",
      mode: "video",
      title: "Since the backup",
      description: "Everything",
    });
    const [request] = (await sam.replica.outbox.where("ticketId").equals(opened).toArray()).slice(-1);
    await cleo.holds(opened, request?.id ?? "");
    for (const ticketId of [opened, old.id]) {
      const claim = await act(cleo.session, ticketId, { type: "ticket.claimed" });
      await sam.holds(ticketId, claim);
      const asked = await sendMessage(sam.session, ticketId, "are you there?");
      await cleo.holds(ticketId, asked);
      const answered = await sendMessage(cleo.session, ticketId, "I am");
      await sam.holds(ticketId, answered);
      const session = await act(cleo.session, ticketId, {
        type: "session.scheduled",
        sessionId: randomUUID(),
        startsAt: Date.now() + 86_400_000,
        minutes: 50,
        mode: "chat",
        timeZone: "Europe/Berlin",
      });
      await sam.holds(ticketId, session);
    }
    await Promise.all([sam.synced(), cleo.synced()]);
    const entriesOn = async (on: RealDevice, ticketId: string): Promise<Entry[]> => {
      const logs = await on.logs(ticketId);
      return [...(logs?.ticket ?? []), ...(logs?.request ?? []), ...(logs?.chat ?? [])];
    };
    const before = new Map<string, Entry[]>();
    for (const ticketId of [opened, old.id]) before.set(ticketId, await entriesOn(sam, ticketId));
    const known = new Set(before.get(old.id)?.map(({ id }) => id));
    expect([...acknowledged.keys()].filter((id) => !known.has(id))).toEqual([]);
    for (const each of [sam, cleo]) await each.stop();
    expect(await server.end("SIGTERM")).toBe(0);

    await alcove(dataDir, "restore", backup);
    expect(wrongIn(dataDir)).toEqual([]);
    // Not vacuous: it lacks a ticket, and what both sides did in the old one since.
    const lacking = lackedBy(dataDir, before);
    expect(lacking.length).toBeGreaterThanOrEqual(12);
    const restored = await startProcess(dataDir);
    // A restore ends every sign-in, so both have signed in again.
    sam.signedIn(await signInAt(restored.port, campus.sam.person));
    cleo.signedIn(await signInAt(restored.port, campus.cleo.person));
    const [first, second] = order === "the student's first" ? [sam, cleo] : [cleo, sam];
    first.start(restored.port);
    if (order === "the student's first") {
      await first.synced();
      // Nobody sends what somebody else wrote: it comes back with its author's device.
      const cleos = lacking.filter(({ by }) => by === cleo.session.me.id);
      expect(cleos.length).toBeGreaterThan(5);
      const back = await Promise.all([opened, old.id].map((ticketId) => entriesOn(sam, ticketId)));
      expect(back.flat().filter(({ id }) => cleos.some((each) => each.id === id))).toEqual([]);
    } else {
      await first.holdsBack();
      // The old ticket's are back; those of the ticket that the server does not have wait for the student's device.
      await first.holds(old.id, lacking.findLast(({ by }) => by === cleo.session.me.id)?.id ?? "");
      expect(await first.replica.resend.count()).toBeGreaterThan(0);
    }
    second.start(restored.port);
    for (const [ticketId, entries] of before) {
      for (const { id } of entries) for (const each of [sam, cleo]) await each.holds(ticketId, id);
    }
    await Promise.all([sam.synced(), cleo.synced()]);
    for (const [ticketId, entries] of before) {
      const ids = (await entriesOn(sam, ticketId)).map(({ id }) => id);
      expect(ids.sort()).toEqual(entries.map(({ id }) => id).sort());
      expect(await sam.logs(ticketId)).toEqual(await cleo.logs(ticketId));
    }
    for (const each of [sam, cleo]) expect(await each.replica.tray.count()).toBe(0);
    expect(existsSync(backup)).toBe(true);
    expect(await restored.end("SIGTERM")).toBe(0);
    expect(wrongIn(dataDir)).toEqual([]);
  },
  longTimeout,
);
