import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { GrowingLog, ticketState } from "../store/test-steps.ts";
import { Hub } from "./hub.ts";
import type { FeedItem, Member } from "./member.ts";

/** A member who writes down what happens to it. */
function memberOf(hub: Hub, id: string, happened: string[], deliver: (item: FeedItem) => void): Member {
  const person = { id, name: id, email: `${id}@campus.example`, role: "student", status: "active" } as const;
  const member: Member = {
    signInId: randomUUID(),
    person,
    deliver,
    grantsChanged: () => void happened.push(`${id} grants`),
    present: () => {},
    renamed: () => {},
    flush: () => {},
    close: (code) => {
      happened.push(`${id} closed ${code}`);
      hub.leave(member);
    },
  };
  hub.join(member);
  return member;
}

test("who cannot be told is closed, to come again from its cursor; the others are told", () => {
  const errors: unknown[] = [];
  const happened: string[] = [];
  const hub = new Hub(
    () => 0,
    (error) => void errors.push(error),
  );
  memberOf(hub, "sam", happened, () => {
    throw new Error("cannot read names");
  });
  memberOf(hub, "sam", happened, ({ seq }) => void happened.push(`heard ${seq}`));
  memberOf(hub, "sue", happened, () => void happened.push("overheard"));
  const log = new GrowingLog();
  hub.committed([{ seq: 5, at: 1, step: log.append("sam"), ticket: ticketState(log.ticketId) }]);
  expect(happened).toEqual(["sam closed 1012", "heard 5"]);
  expect(errors).toHaveLength(1);
  expect([hub.lastSeq, hub.size]).toEqual([5, 2]);
});

test("each update goes to the readers of its ticket as it was then, though a later one of the batch hands it over", () => {
  const happened: string[] = [];
  const hub = new Hub(
    () => 0,
    () => {},
  );
  memberOf(hub, "sam", happened, ({ seq }) => void happened.push(`sam ${seq}`));
  memberOf(hub, "sue", happened, ({ seq }) => void happened.push(`sue ${seq}`));
  const log = new GrowingLog();
  const [before, after] = ["sam", "sue"].map((student) => ticketState(log.ticketId, { student }));
  hub.committed([
    { seq: 1, at: 1, step: log.append("sam"), ticket: before ?? null },
    { seq: 2, at: 1, step: log.append("sue"), ticket: after ?? null },
    { seq: 3, at: 1, step: { kind: "role", person: "sam", role: "student", status: "active" }, ticket: null },
  ]);
  expect(happened).toEqual(["sam 1", "sue 2"]);
  expect(hub.lastSeq).toBe(3);
});
