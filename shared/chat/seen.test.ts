import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChatEntry } from "../entries/chat-entries.ts";
import { runs } from "../laws.arbitrary.ts";
import { lastSeenBy, placed, type Said, unseenBy, waitsSince } from "./seen.ts";

const minute = 60_000;
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

function message(n: number, by: string, seq: number, { at = seq * minute, late = 0 } = {}): Said {
  const entry: ChatEntry = { id: id(n), type: "chat.message", by, at: at - late, body: "x" };
  return { entry, accepted: { seq, at } };
}
function seen(n: number, by: string, seq: number, upTo: number): Said {
  const entry: ChatEntry = { id: id(n), type: "chat.seen", by, at: seq * minute, upTo: id(upTo) };
  return { entry, accepted: { seq, at: seq * minute } };
}
const unseen = (said: Said[], person: string) => unseenBy(placed(said), person).map(({ entry }) => entry.id);

test("[O13] a message that arrives late between two read ones is unseen, and only it", () => {
  const said = [message(1, "sam", 1), message(9, "sam", 4, { late: 90 * minute }), message(2, "sam", 2)];
  expect(unseen([...said, seen(3, "cleo", 3, 2)], "cleo")).toEqual([id(9)]);
  expect(unseen([...said, seen(3, "cleo", 3, 2), seen(5, "cleo", 5, 9)], "cleo")).toEqual([]);
});

test("[O13] an answer written with the conversation in sight has seen it; one written offline has not", () => {
  expect(unseen([message(1, "sam", 1), message(2, "cleo", 2)], "cleo")).toEqual([]);
  const offline = message(2, "cleo", 9, { late: 8.5 * minute });
  expect(unseen([message(1, "sam", 1), offline], "cleo")).toEqual([id(1)]);
});

test("[O14] waiting counts from the first word without an answer, and an answer of anybody ends it", () => {
  const words = [message(1, "sam", 1), message(2, "cleo", 2), message(3, "sam", 10), message(4, "sam", 190)];
  expect(waitsSince(placed(words), "sam")).toBe(10 * minute);
  expect(waitsSince(placed([...words, message(5, "cora", 200)]), "sam")).toBeNull();
  // One that the student wrote before the answer and that arrived after it waits from its arrival.
  expect(waitsSince(placed([message(6, "sam", 3, { late: 90 * minute }), ...words.slice(0, 2)]), "sam")).toBe(
    3 * minute,
  );
});

const people = ["sam", "cleo", "cora"];
const conversation = fc
  .array(
    fc.record({
      by: fc.constantFrom(...people),
      kind: fc.constantFrom("message", "message", "seen"),
      late: fc.constantFrom(0, 0, 5, 600),
      target: fc.nat(30),
    }),
    { maxLength: 30 },
  )
  .map((made) =>
    made.map(({ by, kind, late, target }, index) =>
      kind === "message"
        ? message(index, by, index + 1, { late: late * minute })
        : seen(index, by, index + 1, target % made.length),
    ),
  );

/** The same entries in another order of the log. */
const shuffled = conversation.chain((said) =>
  fc
    .shuffledSubarray(said, { minLength: said.length, maxLength: said.length })
    .map((other) => ({ said, other })),
);

test("[O13] what somebody has not seen, and since when somebody waits, is the same in every order of the log", () => {
  fc.assert(
    fc.property(shuffled, fc.constantFrom(...people), ({ said, other }, person) => {
      expect(unseen(other, person)).toEqual(unseen(said, person));
      expect(lastSeenBy(placed(other), (by) => by === person)?.entry.id).toBe(
        lastSeenBy(placed(said), (by) => by === person)?.entry.id,
      );
      expect(waitsSince(placed(other), "sam")).toBe(waitsSince(placed(said), "sam"));
    }),
    runs(300),
  );
});

test("[O13] what comes after everything that somebody has seen is new to them, wherever it stands", () => {
  fc.assert(
    fc.property(conversation, fc.nat(30), (said, place) => {
      const late = message(99, "sam", 1_000, { late: 600 * minute });
      const at = place % (said.length + 1);
      const grown = [...said.slice(0, at), late, ...said.slice(at)];
      expect(unseen(grown, "cleo")).toEqual([...unseen(said, "cleo"), id(99)]);
    }),
    runs(200),
  );
});
