import fc from "fast-check";
import { expect, test } from "vitest";
import { placed, type Said } from "../../shared/chat/seen.ts";
import { runs } from "../../shared/laws.arbitrary.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { messagesIn } from "../replica/ticket-row.ts";
import { beenAt, seenUpTo } from "./seen-on-screen.ts";

const minute = 60_000;
const ticket = "00000000-0000-4000-8000-000000000000";
const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** Messages in the order of the log, which is another than that of their acceptance; each was on the screen or not. */
const arrivals = fc
  .array(fc.record({ mine: fc.boolean(), hours: fc.nat(5), shown: fc.boolean() }), { maxLength: 20 })
  .chain((made) =>
    fc
      .shuffledSubarray(
        made.map((_, index) => index + 1),
        { minLength: made.length },
      )
      .map((seqs) => ({ made, seqs })),
  );

test("[D35] whatever order messages arrive in, one that was not on the screen is never said to be seen", () => {
  fc.assert(
    fc.property(arrivals, ({ made, seqs }) => {
      const said: Said[] = made.map(({ mine, hours }, place) => {
        const at = (seqs[place] ?? 0) * minute;
        const by = mine ? "cleo" : "sam";
        return {
          // An answer that was written offline covers nothing: else it would, and not the screen, decide.
          entry: {
            id: idOf(place),
            type: "chat.message",
            by,
            at: at - (mine ? 1 + hours : hours) * 60 * minute,
            body: "x",
          },
          accepted: { seq: seqs[place] ?? 0, at },
        };
      });
      const shown = new Set(made.flatMap((each, place) => (each.shown ? [idOf(place)] : [])));
      const rows = (log: readonly Said[]) =>
        messagesIn(
          ticket,
          placed(log).map(({ entry, accepted }) => ({
            entry,
            accepted,
            state: "accepted",
            doc: docName("chat", ticket),
          })),
          "cleo",
        );
      const before = rows(said).filter(({ unread }) => unread);
      const upTo = seenUpTo(rows(said), ({ id }) => shown.has(id));
      const after =
        upTo === null
          ? before
          : rows([
              ...said,
              {
                entry: { id: idOf(99), type: "chat.seen", by: "cleo", at: 99 * minute, upTo },
                accepted: { seq: 99, at: 99 * minute },
              },
            ]).filter(({ unread }) => unread);
      const stillUnread = new Set(after.map(({ id }) => id));
      for (const { id } of before) if (!shown.has(id)) expect(stillUnread).toContain(id);
      // All that can be said is said: what was accepted first of the rest was not on the screen.
      const [first] = after.toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
      if (first !== undefined) expect(shown).not.toContain(first.id);
    }),
    runs(500),
  );
});

test("[D35] a message that is taller than the screen has been on it when both its ends have", () => {
  const screen = { top: 100, bottom: 500 };
  const opened = beenAt(undefined, { top: 120, bottom: 1_100 }, screen);
  expect(opened).toEqual({ start: true, end: false });
  expect(beenAt(opened, { top: -700, bottom: 280 }, screen)).toEqual({ start: true, end: true });
  expect(beenAt(undefined, { top: -300, bottom: 90 }, screen)).toEqual({ start: false, end: false });
  expect(beenAt(undefined, { top: 0, bottom: 0 }, { top: 0, bottom: 0 })).toEqual({
    start: false,
    end: false,
  });
});
