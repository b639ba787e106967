import fc from "fast-check";
import { expect, test } from "vitest";
import { beginningOf, graphemesOf } from "./graphemes.ts";

test.each([
  ["👩‍👩‍👧‍👦 family", 1, "👩‍👩‍👧‍👦"],
  ["🇩🇪🇫🇷", 1, "🇩🇪"],
  ["नमस्ते", 2, "नम"],
  ["short", 9, "short"],
])("[D29] %s cut to %i is %s", (text, most, cut) => {
  expect(beginningOf(text, most)).toBe(cut);
});

test("[D29] a cut is a beginning of whole letters, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), (text, most) => {
      const cut = beginningOf(text, most);
      expect(text.startsWith(cut)).toBe(true);
      expect(graphemesOf(text).slice(0, graphemesOf(cut).length).join("")).toBe(cut);
      expect(graphemesOf(cut).length).toBeLessThanOrEqual(Math.max(most, 0));
    }),
  );
});
