import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { decodeAppend, encodeAppend } from "../../shared/log/append.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { type Actor, system } from "../../shared/policy/actor.ts";
import { ticketState } from "../store/test-steps.ts";
import { judgeLog, logBytes } from "./guard.ts";
import { noHead, Stage } from "./stage.ts";

const now = 1_000_000;
const id = randomUUID();
const ticket = { ...ticketState(id), student: "sam", status: "claimed" as const, assigned: "cleo" };
const sam: Actor = { id: "sam", role: "student", status: "active" };
const cleo: Actor = { id: "cleo", role: "counselor", status: "active" };

/** What a message gets in a chat that has so many bytes. */
function said(actor: Actor, bytes: number) {
  const doc = docName("chat", id);
  const heads = new Map([
    [docName("ticket", id), { ...noHead, version: 1, ticket }],
    [
      doc,
      {
        ...noHead,
        version: 2,
        bytes,
        writers: new Map([[1, { clock: 1, owner: "sam" }]]),
        tail: { client: 1, clock: 0 },
      },
    ],
  ]);
  const stage = new Stage({ heads, entries: new Map() }, () => "student", now);
  const entry = { id: randomUUID(), type: "chat.message", by: actor.id, at: now, body: "x".repeat(1_000) };
  const decoded = decodeAppend(encodeAppend({ client: 2, clock: 0 }, { client: 1, clock: 0 }, [entry]));
  return judgeLog({ doc, kind: "chat", actor, decoded }, stage);
}

test("[G1] a log that is full takes no more, and its student fills only half of it", () => {
  const refused = { status: "refused", refusal: { code: "too-large", rule: "G1" } };
  expect(said(sam, logBytes.chat / 2 - 2_000)).toMatchObject({ status: "accepted" });
  expect(said(sam, logBytes.chat / 2 - 500)).toMatchObject(refused);
  expect(said(cleo, logBytes.chat / 2 - 500)).toMatchObject({ status: "accepted" });
  expect(said(cleo, logBytes.chat - 500)).toMatchObject(refused);
  // The server's own words, such as a session's link, are not refused for room.
  const own = said(system, logBytes.chat);
  expect(own).not.toMatchObject(refused);
});
