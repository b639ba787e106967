import { randomUUID } from "node:crypto";
import * as encoding from "lib0/encoding";
import { expect, test } from "vitest";
import { docName } from "../../shared/log/doc-name.ts";
import { joined, notANumber, unending } from "../../shared/log/wire.arbitrary.ts";
import { BadFrame } from "../../shared/protocol/frames.ts";
import type { Member } from "./member.ts";
import { Presence, takeStates } from "./presence.ts";
import { awarenessOf, statesOf } from "./test-awareness.ts";

const doc = docName("ticket", randomUUID());

function memberNamed(name: string): Member {
  const person = {
    id: name,
    name,
    email: `${name}@campus.example`,
    role: "student",
    status: "active",
  } as const;
  return {
    signInId: randomUUID(),
    person,
    deliver: () => {},
    grantsChanged: () => {},
    present: () => {},
    renamed: () => {},
    flush: () => {},
    close: () => {},
  };
}

test("[K1][K6] a clientID or clock that is no exact number is a bad frame, and is never written", () => {
  const presence = new Presence();
  const mallory = memberNamed("mallory");
  const state = encoding.encode((encoder) => encoding.writeVarString(encoder, "{}"));
  for (const number of [unending, notANumber, [...new Array<number>(120).fill(0x80), 1]]) {
    for (const update of [
      joined([1], number, [1], state),
      joined([1, 66], number, state),
      joined(number, [66, 1], state),
    ]) {
      expect(() => takeStates(() => presence.take(mallory, doc, update))).toThrow(BadFrame);
    }
  }
  expect(presence.everyone(doc)).toBeNull();
});

test("[K6] one socket keeps at most 256 states, however many documents it is in, and gives back what it leaves", () => {
  const presence = new Presence();
  const mallory = memberNamed("mallory");
  const docs = Array.from({ length: 40 }, () => docName("ticket", randomUUID()));
  const kept = () =>
    docs.reduce((sum, each) => {
      const everyone = presence.everyone(each);
      return sum + (everyone === null ? 0 : statesOf(everyone).length);
    }, 0);
  const fill = () => {
    for (const each of docs) {
      const states = Array.from({ length: 20 }, (_, n) => ({ client: n, clock: 1, state: { n } }));
      presence.take(mallory, each, awarenessOf(...states));
    }
  };
  fill();
  expect(kept()).toBe(256);
  const honest = memberNamed("honest");
  const last = docs.at(-1) ?? doc;
  expect(presence.take(honest, last, awarenessOf({ client: 9_000, clock: 1, state: {} }))).not.toBeNull();
  presence.leave(mallory);
  expect(kept()).toBe(1);
  fill();
  presence.take(mallory, docs[0] ?? doc, awarenessOf({ client: 3, clock: 2, state: null }));
  expect(kept()).toBe(256);
});

test("[K6][G12] however many sockets one person has, others find a place in a document", () => {
  const presence = new Presence();
  let taken = 0;
  for (let socket = 0; socket < 100; socket++) {
    const mallory = memberNamed("mallory");
    for (let client = 0; client < 16; client++) {
      const change = awarenessOf({ client: 1_000 + socket * 16 + client, clock: 1, state: {} });
      if (presence.take(mallory, doc, change) !== null) taken++;
    }
  }
  expect(taken).toBe(64);
  const cleo = presence.take(memberNamed("cleo"), doc, awarenessOf({ client: 5, clock: 1, state: {} }));
  expect(cleo).not.toBeNull();
});
