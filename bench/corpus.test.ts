import { expect, test } from "vitest";
import * as Y from "yjs";
import { at, makeCorpus, messagesOf, stateVectorOf, tailOf, updateOf } from "./corpus.ts";

const options = { seed: 9, tickets: 6, perStudent: 3, perCounselor: 2 };

test("the same seed makes the same tickets and chats, another makes others", () => {
  const all = (seed: number) => {
    const { tickets } = makeCorpus({ ...options, seed });
    return tickets.map((ticket) => [ticket, [...messagesOf(ticket, 4)]]);
  };
  expect(all(9)).toEqual(all(9));
  expect(all(9)).not.toEqual(all(10));
});

test("tickets are shared out among students and counselors", () => {
  const { students, counselors, tickets } = makeCorpus(options);
  expect(tickets.map(({ student }) => students.indexOf(student))).toEqual([0, 0, 0, 1, 1, 1]);
  expect(tickets.map(({ counselor }) => counselors.indexOf(counselor))).toEqual([0, 0, 1, 1, 2, 2]);
});

test.each([1, 2, 7, 20])("Yjs reads a chat of %i messages as written, and agrees where it ends", (count) => {
  const ticket = at(makeCorpus(options).tickets, 0);
  const update = updateOf(ticket, count);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const messages = [...messagesOf(ticket, count)];
  expect(doc.getArray("log").toArray()).toEqual(messages.map(({ entry }) => entry));
  expect(Y.decodeStateVector(stateVectorOf(ticket, count))).toEqual(
    Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update)),
  );
  const last = at(messages, count - 1);
  expect(tailOf(ticket, count)).toEqual({ client: last.writer.client, clock: last.clock });
});
