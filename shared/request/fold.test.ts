import fc from "fast-check";
import { expect, test } from "vitest";
import { entryOf } from "../entries/entry.arbitrary.ts";
import type { RequestEntry } from "../entries/request-entries.ts";
import { deepFreeze } from "../freeze.arbitrary.ts";
import { runs } from "../laws.arbitrary.ts";
import { foldRequest, type RequestState } from "./fold.ts";

function isRequestEntry(entry: { type: string }): entry is RequestEntry {
  return entry.type === "request.written" || entry.type === "request.edited";
}

const written = entryOf("request.written").filter(isRequestEntry);
const edited = entryOf("request.edited").filter(isRequestEntry);
const life = fc
  .tuple(written, fc.array(edited, { maxLength: 8 }))
  .map(([first, edits]): RequestEntry[] => [first, ...edits]);
const anything = fc.array(fc.oneof(written, edited), { maxLength: 10 });

function folded(entries: readonly RequestEntry[], from: RequestState | null = null): RequestState | null {
  return entries.reduce<RequestState | null>((state, entry) => foldRequest(state, entry), from);
}

test("[P9] a request reads as its last title and its last description", () => {
  fc.assert(
    fc.property(life, (entries) => {
      const state = folded(entries);
      expect(state?.title).toBe(entries.findLast((entry) => entry.title !== undefined)?.title);
      expect(state?.description).toBe(
        entries.findLast((entry) => entry.description !== undefined)?.description,
      );
      expect(state?.writtenAt).toBe(entries[0]?.at);
      expect(state?.editedAt).toBe(entries.length === 1 ? null : entries.at(-1)?.at);
    }),
    runs(300),
  );
});

test("[P9] a replay from any stored state is the replay of all, and writes to no input", () => {
  fc.assert(
    fc.property(anything, fc.nat(), (entries, at) => {
      deepFreeze(entries);
      const cut = at % (entries.length + 1);
      const stored: RequestState | null = JSON.parse(JSON.stringify(folded(entries.slice(0, cut))));
      expect(folded(entries.slice(cut), deepFreeze(stored))).toEqual(folded(entries));
    }),
    runs(300),
  );
});

test("[P9] an edit of nothing is nothing, and what is written is not written over", () => {
  fc.assert(
    fc.property(fc.array(edited, { maxLength: 3 }), written, written, (edits, first, second) => {
      expect(folded(edits)).toBeNull();
      expect(folded([first, second])).toEqual(folded([first]));
    }),
    runs(100),
  );
});
