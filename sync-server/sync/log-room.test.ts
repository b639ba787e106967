import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { decodeAppend, encodeAppend } from "../../shared/log/append.ts";
import { type DocName, docName } from "../../shared/log/doc-name.ts";
import { notesRoot } from "../../shared/log/notes-schema.ts";
import { type Actor, system } from "../../shared/policy/actor.ts";
import type { DocHead } from "../store/store.ts";
import { ticketState } from "../store/test-steps.ts";
import { judgeLog } from "./guard.ts";
import { logBytes, roomFor, withBytes } from "./log-room.ts";
import { judgeNotes, notesBytes } from "./notes-guard.ts";
import { noHead, Stage } from "./stage.ts";

const now = 1_000_000;
const id = randomUUID();
const ticket = { ...ticketState(id), student: "sam", status: "claimed" as const, assigned: "cleo" };
const sam: Actor = { id: "sam", role: "student", status: "active" };
const cleo: Actor = { id: "cleo", role: "counselor", status: "active" };
const half = logBytes.chat / 2;
const shared = half - logBytes.chat / 16;

/** What a message gets in a chat in which these people wrote so many bytes. */
function said(actor: Actor, wrote: Record<string, number>) {
  const doc = docName("chat", id);
  const bytesOf = new Map(Object.entries(wrote));
  const chat = {
    ...noHead,
    version: 2,
    bytes: [...bytesOf.values()].reduce((sum, each) => sum + each, 0),
    bytesOf,
    writers: new Map([[1, { clock: 1, owner: "sam" }]]),
    tail: { client: 1, clock: 0 },
  };
  const heads = new Map<DocName, DocHead>([
    [docName("ticket", id), { ...noHead, version: 1, ticket }],
    [doc, chat],
  ]);
  const stage = new Stage({ heads, entries: new Map() }, () => "student", now);
  const entry = { id: randomUUID(), type: "chat.message", by: actor.id, at: now, body: "x".repeat(1_000) };
  const decoded = decodeAppend(encodeAppend({ client: 2, clock: 0 }, { client: 1, clock: 0 }, [entry]));
  return judgeLog({ doc, kind: "chat", actor, decoded }, stage);
}

const refused = { status: "refused", refusal: { code: "too-large", rule: "G1" } };
const accepted = { status: "accepted" };

test("[G1][G12] each person is held to their own share of a log", () => {
  expect(said(sam, { sam: half - 2_000 })).toMatchObject(accepted);
  expect(said(sam, { sam: half - 500 })).toMatchObject(refused);
  expect(said(cleo, { cleo: shared / 2 - 2_000 })).toMatchObject(accepted);
  expect(said(cleo, { cleo: shared / 2 - 500 })).toMatchObject(refused);
});

test("[K22] whoever has filled their share, the others and the server still write", () => {
  expect(said(sam, { sam: 1_000, cleo: shared })).toMatchObject(accepted);
  expect(said(cleo, { sam: half, cleo: 1_000 })).toMatchObject(accepted);
  // The counselor before, who handed the ticket over, has filled theirs too.
  expect(said(cleo, { sam: half, carl: shared / 2 })).toMatchObject(accepted);
  expect(said(cleo, { sam: half, carl: shared / 2, cora: shared / 2 })).toMatchObject(refused);
  // The server's own words, such as a session's link, are not refused for room.
  expect(said(system, { sam: half, cleo: shared, system: logBytes.chat })).not.toMatchObject(refused);
});

test("[P11][K22] no writing of one person takes room from the student, another's share or the server's", () => {
  const people = ["sam", "cleo", "carl", "system"];
  const arbWrites = fc.array(fc.tuple(fc.constantFrom(...people), fc.integer({ min: 1, max: half })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(arbWrites, (writes) => {
      let bytesOf: ReadonlyMap<string, number> = new Map();
      const room = (person: string) => roomFor(person, "sam", "chat", bytesOf);
      for (const [person, bytes] of writes) {
        if (bytes <= room(person)) bytesOf = withBytes(bytesOf, person, bytes);
        expect(room("system")).toBe(Number.POSITIVE_INFINITY);
      }
      const people = [...bytesOf].filter(([person]) => person !== "system");
      const all = people.reduce((sum, [, bytes]) => sum + bytes, 0);
      expect(all).toBeLessThanOrEqual(logBytes.chat - logBytes.chat / 16);
      // Two who help each have their share, whatever the other did.
      for (const person of ["cleo", "carl"])
        expect(room(person)).toBe(shared / 2 - (bytesOf.get(person) ?? 0));
      expect(room("sam")).toBe(half - (bytesOf.get("sam") ?? 0));
    }),
  );
});

test("[G12][K22] notes that one counselor has filled take those of the next", () => {
  const doc = docName("notes", id);
  const editor = new Y.Doc();
  editor.getXmlFragment(notesRoot).insert(0, [new Y.XmlText("calm")]);
  const update = Y.encodeStateAsUpdate(editor);
  const written = (owners: string[], bytes: number) => {
    const writers = new Map(owners.map((owner, client) => [client, { clock: 1, owner }]));
    const heads = new Map<DocName, DocHead>([
      [docName("ticket", id), { ...noHead, version: 1, ticket }],
      [doc, { ...noHead, version: 2, bytes, writers }],
    ]);
    const stage = new Stage({ heads, entries: new Map() }, () => "counselor", now);
    return judgeNotes({ doc, kind: "notes", actor: cleo, update }, stage);
  };
  expect(written(["cleo"], notesBytes - 1_000)).toMatchObject(accepted);
  expect(written(["cleo"], notesBytes)).toMatchObject(refused);
  expect(written(["carl", "carl"], notesBytes)).toMatchObject(accepted);
  expect(written(["carl", "cleo"], 2 * notesBytes)).toMatchObject(refused);
});
