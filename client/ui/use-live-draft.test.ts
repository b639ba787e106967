import { expect, test } from "vitest";
import { mergeText } from "../replica/merge-text.ts";
import { ownOf } from "./use-live-draft.ts";

const words = { empty: "", read: (kept: string) => kept, write: (value: string) => value, merge: mergeText };

test.each([
  ["nothing more", "I can come at five", "I can come at five", ""],
  ["words after it", "I can come", "I can come at five", " at five"],
  ["another sentence", "I can come at five", "I cannot come, sorry", "I cannot come, sorry"],
  ["words before it", "at five", "I can come at five", "I can come at five"],
  ["nothing any more", "I can come", "", ""],
  ["words of its own", "", "Hello", "Hello"],
])("[T14] another tab sent the draft, and this one has %s: no fragment is left", (_, kept, mine, left) => {
  expect(ownOf(words, kept, mine)).toBe(left);
});
