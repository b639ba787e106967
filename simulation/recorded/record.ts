/**
 * Records a small desk: the wire of three people, their devices' databases, and the server's database.
 * Every person and word is invented. `README.md` says how it is run in a checkout of a release.
 */

import { writeFileSync } from "node:fs";
import path from "node:path";
import { serialize } from "node:v8";
import { gzipSync } from "node:zlib";
import Database from "better-sqlite3";
import * as Y from "yjs";
import {
  act,
  editRequest,
  markSeen,
  openTicket,
  redactMessage,
  saveDraft,
  scheduleSession,
  sendMessage,
} from "../../client/replica/actions.ts";
import { notesUpdates, writeNotes } from "../../client/replica/notes.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { startDesk } from "../../sync-server/sync/test-desk.ts";
import { dumpOf } from "./indexed-db.ts";
import type { Recording } from "./recording.ts";
import { TappedDevice } from "./tapped-device.ts";

const dayMs = 86_400_000;
const [release, folder] = process.argv.slice(2);
if (release === undefined || folder === undefined) throw new Error("record.ts <release> <folder>");

const desk = await startDesk();
const people = {
  sam: await desk.add("student", "Sam Invented"),
  cleo: await desk.add("counselor", "Cleo Invented"),
  cora: await desk.add("counselor", "Cora Invented"),
};
const atFirst = databaseNow();
const recordedAt = Date.now();
const events: Recording["events"] = [];
const sam = new TappedDevice("sam", people.sam, desk.port, { events });
const cleo = new TappedDevice("cleo", people.cleo, desk.port, { events });
const cora = new TappedDevice("cora", people.cora, desk.port, { events });
const all = [sam, cleo, cora];

for (const device of all) await device.start();
const ticket = await openTicket(sam.session, {
  category: "academic",
  urgency: "medium",
  mode: "chat",
  title: "An invented question",
  description: "Invented words about an invented exam.",
});
await sam.sent();
for (const each of [cleo, cora]) await each.until(() => each.holdsTicket(ticket), "the ticket");

// Two claims: the second is made before its counselor has heard of the first.
cora.hold();
await act(cleo.session, ticket, { type: "ticket.claimed" });
await cleo.sent();
await act(cora.session, ticket, { type: "ticket.claimed" });
await cora.pushed();
cora.release();
await cora.until(async () => (await cora.replica.tray.count()) === 1, "the refused claim");
await cora.sent();

await sendMessage(cleo.session, ticket, "An invented hello.");
await cleo.sent();
await sam.until(() => sam.saw(ticket, "An invented hello."), "the greeting");
await sendMessage(sam.session, ticket, "An invented answer with é and 字.");
await sam.sent();
const regretted = await sendMessage(sam.session, ticket, "An invented word that is taken back.");
await sam.sent();
await cleo.until(() => cleo.saw(ticket, "An invented word that is taken back."), "the words");
await markSeen(cleo.session, ticket, regretted);
await cleo.sent();

// Two edits of one log at once: one of them is stale, and is encoded again.
sam.hold();
await act(cleo.session, ticket, { type: "ticket.triaged", urgency: "high" });
await cleo.sent();
await act(sam.session, ticket, { type: "ticket.edited", category: "stress" });
await sam.pushed();
sam.release();
await sam.sent();

await editRequest(sam.session, ticket, { description: "Other invented words." });
await sam.sent();
await scheduleSession(cleo.session, ticket, {
  startsAt: recordedAt + dayMs,
  minutes: 30,
  mode: "chat",
  timeZone: "Europe/Berlin",
});
await cleo.sent();
await act(cleo.session, ticket, { type: "session.started" });
await cleo.sent();
await act(cleo.session, ticket, { type: "session.completed", attendance: "attended" });
await cleo.sent();
await writeNotes(cleo.session, ticket, await paragraph(cleo, ticket, "Invented notes."));
await cleo.sent();
await redactMessage(sam.session, ticket, regretted);
await sam.sent();
await act(cleo.session, ticket, { type: "ticket.closed", resolution: "helped" });
await cleo.sent();

// A second ticket stays with Cleo; a third one she gives back, and loses what she could read of it.
const second = await openTicket(sam.session, {
  category: "other",
  urgency: "low",
  mode: "in-person",
  title: "A second invented question",
  description: "More invented words.",
});
const third = await openTicket(sam.session, {
  category: "stress",
  urgency: "low",
  mode: "chat",
  title: "A third invented question",
  description: "Still more invented words.",
});
await sam.sent();
for (const id of [second, third]) {
  await cleo.until(() => cleo.holdsTicket(id), "the ticket");
  await act(cleo.session, id, { type: "ticket.claimed" });
  await cleo.sent();
}
await sendMessage(cleo.session, second, "An invented first word.");
await writeNotes(cleo.session, second, await paragraph(cleo, second, "Invented second notes."));
await cleo.sent();
await act(cleo.session, third, { type: "ticket.unclaimed", reason: "workload" });
await cleo.sent();
await sam.until(() => sam.saw(second, "An invented first word."), "the first word");
for (const device of all) await device.reached(await lastSeq());
const atLast = databaseNow();
const endSeq = await lastSeq();

// With no network any more: what waits when the update comes.
for (const device of all) await device.stop();
await sendMessage(sam.session, second, "An invented word that waits.");
await editRequest(sam.session, second, { title: "A title that waits" });
await openTicket(sam.session, {
  category: "anxiety",
  urgency: "low",
  mode: "audio",
  title: "A ticket that waits",
  description: "Invented words that wait.",
});
await saveDraft(sam.session, docName("chat", second), "An invented draft");
await sendMessage(cleo.session, second, "An invented reply that waits.");
await act(cleo.session, second, { type: "ticket.triaged", urgency: "high" });
await writeNotes(cleo.session, second, await paragraph(cleo, second, "Notes that wait."));
await saveDraft(cora.session, "an invented key", "Another invented draft");
const recording: Recording = {
  release,
  recordedAt,
  endSeq,
  people: { sam: people.sam.person, cleo: people.cleo.person, cora: people.cora.person },
  tickets: { first: ticket, second, third },
  events,
  devices: {
    sam: await dumpOf(sam.factory),
    cleo: await dumpOf(cleo.factory),
    cora: await dumpOf(cora.factory),
  },
  servers: { atFirst, atLast },
};
for (const device of all) device.replica.close();
await desk.stop();
if (desk.errors.length > 0) throw new AggregateError(desk.errors, "the server failed");
const file = path.join(folder, `${release}.v8.gz`);
const bytes = gzipSync(serialize(recording), { level: 9 });
writeFileSync(file, bytes);
console.log(`${file}: ${events.length} events, ${bytes.length} bytes`);

/** One file with all that is committed, without the journal. */
function databaseNow(): Uint8Array {
  const db = new Database(path.join(desk.dataDir, "alcove.db"), { readonly: true });
  try {
    return new Uint8Array(db.serialize());
  } finally {
    db.close();
  }
}

async function lastSeq(): Promise<number> {
  return (await desk.context.desk.store.identity()).seq;
}

/** An edit of notes that adds one paragraph. */
async function paragraph(device: TappedDevice, ticketId: string, words: string): Promise<Uint8Array> {
  const doc = new Y.Doc();
  for (const update of await notesUpdates(device.replica, ticketId)) Y.applyUpdate(doc, update);
  const before = Y.encodeStateVector(doc);
  const element = new Y.XmlElement("paragraph");
  element.insert(0, [new Y.XmlText(words)]);
  const root = doc.getXmlFragment("notes");
  root.insert(root.length, [element]);
  return Y.encodeStateAsUpdate(doc, before);
}
