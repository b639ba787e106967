import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import * as Y from "yjs";
import { openReplica, type Replica } from "../../client/replica/database.ts";
import { logsOf } from "../../client/replica/load.ts";
import { createEngine } from "../../client/sync/engine.ts";
import type { SocketHandlers } from "../../client/sync/socket.ts";
import { TestClock } from "../../client/sync/testing/test-clock.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { controlDown } from "../../shared/protocol/control.ts";
import { decodeFrames } from "../../shared/protocol/frames.ts";
import { startDesk } from "../../sync-server/sync/test-desk.ts";
import { restoreInto } from "./indexed-db.ts";
import { type RecordedPerson, recordedPeople, type SocketEvent } from "./recording.ts";
import { recording } from "./released.ts";

const recorded = recording();
const ticketIds = Object.values(recorded.tickets);

/** What a server's side of one socket comes to: batches, frames and times may fall differently. */
class Heard {
  cursor = 0;
  readonly receipts: unknown[] = [];
  readonly denied: string[] = [];
  readonly grants: unknown[] = [];
  readonly people = new Map<string, string>();
  readonly docs = new Map<string, Y.Doc>();

  take(bytes: Uint8Array): void {
    for (const frame of decodeFrames(bytes)) {
      if (frame.channel === "control") this.#control(JSON.parse(frame.text));
      else if (frame.message.type === "receipt") this.receipts.push([frame.doc, frame.message.receipt]);
      else if (frame.message.type === "denied") this.denied.push(frame.doc);
      else if (frame.message.type === "update" || frame.message.type === "step2") {
        const doc = this.docs.get(frame.doc) ?? new Y.Doc();
        this.docs.set(frame.doc, doc);
        Y.applyUpdate(doc, frame.message.update);
      }
    }
  }

  #control(text: unknown): void {
    const said = controlDown.parse(text);
    if (said.t === "cursor" || said.t === "caughtUp") this.cursor = said.cursor;
    if (said.t === "people") for (const { id, name } of said.people) this.people.set(id, name);
    if (said.t === "granted" || said.t === "revoked") this.grants.push(said);
    if (said.t === "revoked") for (const doc of said.docs) this.docs.delete(doc);
  }

  get summary() {
    const { cursor, receipts, denied, grants, people } = this;
    const docs = [...this.docs].map(([name, doc]) => [
      name,
      doc.getArray("log").toJSON(),
      doc.getXmlFragment("notes").toString(),
    ]);
    return { cursor, receipts, denied, grants, people: [...people].sort(), docs: docs.sort() };
  }
}

type Line = { socket: WebSocket; heard: Heard; recorded: Heard };

test("[W11] today's server answers the frames of a recorded device as its own server did", async () => {
  const desk = await startDesk(recorded.servers.atFirst);
  desk.pass(recorded.recordedAt - Date.now());
  const lines = new Map<RecordedPerson, Line>();
  for (const event of recorded.events) {
    const line = lines.get(event.who);
    if (event.is === "opened") lines.set(event.who, await lineOf(event.who));
    else if (line === undefined) throw new Error("nothing is said before the socket is open");
    else if (event.is === "down") line.recorded.take(event.bytes);
    else {
      for (const each of lines.values()) await caughtUp(each);
      line.socket.send(event.bytes);
    }
  }
  for (const [who, line] of lines) {
    await caughtUp(line);
    expect(line.heard.summary, who).toEqual(line.recorded.summary);
    line.socket.terminate();
  }
  expect(lines.size).toBe(recordedPeople.length);
  expect(desk.errors).toEqual([]);
  await desk.stop();

  async function lineOf(who: RecordedPerson): Promise<Line> {
    const { headers } = await desk.signIn(recorded.people[who]);
    const socket = new WebSocket(`ws://127.0.0.1:${desk.port}/sync`, ["alcove.1"], { headers });
    socket.binaryType = "nodebuffer";
    const heard = new Heard();
    socket.on("message", (data) => data instanceof Buffer && heard.take(new Uint8Array(data)));
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return { socket, heard, recorded: new Heard() };
  }

  /** Everything that the recorded server had said by now has come. */
  async function caughtUp({ heard, recorded: then }: Line): Promise<void> {
    await expect
      .poll(() => [heard.cursor, heard.receipts.length, heard.denied.length, heard.grants.length], {
        timeout: 20_000,
        interval: 2,
      })
      .toEqual([then.cursor, then.receipts.length, then.denied.length, then.grants.length]);
  }
});

test.each(recordedPeople)("[W12] today's device stores what the recorded server said to %s", async (who) => {
  const { id } = recorded.people[who];
  const recordedFactory = new IDBFactory();
  await restoreInto(recordedFactory, recorded.devices[who]);
  const then = openReplica(id, { indexedDB: recordedFactory, IDBKeyRange });
  const said = new Heard();
  const now = openReplica(id, { indexedDB: new IDBFactory(), IDBKeyRange });
  await fed(
    now,
    who,
    recorded.events.filter((event) => event.who === who),
  );
  const stored = async (replica: Replica) => {
    const { logs, held } = await logsOf(replica, ticketIds);
    const entries = [...logs].map(([ticketId, { ticket, request, chat, newer }]) => [
      ticketId,
      { ticket, request, chat, newer },
    ]);
    return { entries, held, people: await replica.people.orderBy("id").toArray() };
  };
  expect(await stored(now)).toEqual(await stored(then));
  // Both were read by today's code, so the frames themselves are asked too.
  for (const event of recorded.events) if (event.who === who && event.is === "down") said.take(event.bytes);
  const { logs } = await logsOf(now, ticketIds);
  for (const [ticketId, read] of logs) {
    for (const kind of ["ticket", "request", "chat"] as const) {
      const entries: { id: string }[] =
        said.docs.get(docName(kind, ticketId))?.getArray("log").toJSON() ?? [];
      expect(
        read[kind].map((entry) => entry.id),
        docName(kind, ticketId),
      ).toEqual(entries.map((entry) => entry.id));
    }
  }
  expect(await now.meta.get("cursor")).toEqual({ key: "cursor", value: recorded.endSeq });
  for (const replica of [now, then]) replica.close();
});

/** Plays the server's side of a socket to today's engine. */
async function fed(replica: Replica, who: RecordedPerson, events: readonly SocketEvent[]): Promise<void> {
  const clock = new TestClock(recorded.recordedAt);
  const errors: unknown[] = [];
  const opened: SocketHandlers[] = [];
  const engine = createEngine({
    replica,
    me: { ...recorded.people[who], status: "active" },
    now: () => clock.now,
    elapsed: () => clock.now,
    random: () => 0.5,
    schedule: clock.schedule,
    openSocket: (handlers) => {
      opened.push(handlers);
      return { send: () => undefined, close: () => undefined };
    },
    onError: (error) => void errors.push(error),
  });
  engine.start();
  await engine.settled();
  const [handlers] = opened;
  for (const event of events) {
    if (event.is === "opened") handlers?.opened();
    if (event.is === "down") handlers?.message(event.bytes);
    await engine.settled();
  }
  expect(engine.status.get().state).toBe("synced");
  expect(opened).toHaveLength(1);
  await engine.stop();
  expect(errors).toEqual([]);
}
