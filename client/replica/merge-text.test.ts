import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeText } from "./merge-text.ts";

const words = fc.string({ unit: "grapheme" });

test("[T14] a text that only one side changed is what that side made of it", () => {
  fc.assert(
    fc.property(words, words, (base, changed) => {
      expect(mergeText(base, changed, base)).toBe(changed);
      expect(mergeText(base, base, changed)).toBe(changed);
      expect(mergeText(base, changed, changed)).toBe(changed);
    }),
  );
});

test("[T14] whatever two sides insert at once, both insertions stand in the result whole", () => {
  const insertion = fc.record({ at: fc.nat(), text: fc.string({ minLength: 1, unit: "grapheme" }) });
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), insertion, insertion, (base, a, b) => {
      const insert = ({ at, text }: typeof a) => {
        const letters = [...base];
        letters.splice(at % (letters.length + 1), 0, text);
        return letters.join("");
      };
      const merged = mergeText(base, insert(a), insert(b));
      const count = (text: string, letter: string) => text.split(letter).length - 1;
      for (const letter of new Set([...a.text, ...b.text])) {
        const most = Math.max(count(insert(a), letter), count(insert(b), letter));
        expect(count(merged, letter)).toBeGreaterThanOrEqual(most);
      }
    }),
  );
});

test.each([
  ["two places", "one three", "one two three", "one three four", "one two three four"],
  ["an empty draft", "", "mine", "theirs", "theirs\nmine"],
  ["one typed on, the other sent it", "hello", "hello you", "", " you"],
  ["one rewrote it, the other sent it", "hello", "help me", "", "help me"],
  ["one emptied it, the other typed on", "hello", "", "hello you", " you"],
  ["the same words in both", "", "same", "same and more", "same and more"],
  ["an emoji beside an emoji", "😀", "😀😁", "😂😀", "😂😀😁"],
])("[T14] %s", (_, base, mine, theirs, merged) => {
  expect(mergeText(base, mine, theirs)).toBe(merged);
});
