import fc from "fast-check";
import { expect, test } from "vitest";
import { personName, shownName } from "./person-name.ts";

test.each([
  "O'Brien",
  "O’Brien-Ó Súilleabháin",
  "José Ñandú",
  "Nguyễn Văn Ệ",
  "Đỗ Thị Ánh",
  "ẹ̀kọ́ Ṣadé",
  "Żółć Łukasz",
  "X Æ A-12",
  "D’Angelo Jr.",
  "ʻOkina Kealiʻi",
  "مُحَمَّد عبد الرحمن",
  "می\u200cخواهم",
  "שָׁלוֹם",
  "王小明",
  "박지민",
  "अमित शर्मा",
  "क्\u200dषत्रिय",
  "ශ්\u200dරී",
  "நந்தினி",
  "ทิพย์",
  "མོན་ཀུན་དགའ་",
  "Ἀχιλλεύς",
  "Иван Йовчев",
  "ქეთევან",
  "ተስፋዬ",
  "Ana ❤",
])("[A16] %s is an honest name and stays as it is", (name) => {
  expect(personName(name)).toEqual({ name });
  expect(shownName(name)).toBe(name);
});

test.each([
  ["  Ada \u00a0\u3000 Lovelace ", "Ada Lovelace"],
  ["Ａｄａ", "Ada"],
  ["Jose\u0301", "José"],
  ["Ana ❤\ufe0f", "Ana ❤"],
])("[A16] %j is stored as %s", (typed, name) => {
  expect(personName(typed)).toEqual({ name });
});

test.each([
  ["nothing", "", /Enter a name/],
  ["spaces only", " \u3000", /Enter a name/],
  ["a line break", "A\nB", /control/],
  ["a bidi override", "Ana\u202egro", /direction/],
  ["a bidi isolate", "Ana\u2066", /direction/],
  ["an Arabic letter mark", "Ana\u061c", /direction/],
  ["a zero-width space", "A\u200bna", /invisible/],
  ["a soft hyphen", "A\u00adna", /invisible/],
  ["a joiner with nothing to join", "Ana\u200d", /invisible/],
  ["a non-joiner between Latin letters", "A\u200cna", /invisible/],
  ["a grapheme joiner", "A\u034fna", /invisible/],
  ["a word joiner", "A\u2060na", /invisible/],
  ["tag letters", "Ana\u{e0041}\u{e0042}", /invisible/],
  ["a selector of the second kind", "Ana\u{e0100}", /invisible/],
  ["Hangul fillers", "\u3164\u115f\uffa0", /invisible/],
  ["an annotation", "\ufff9Ana", /invisible/],
  ["private use", "Ana \ue000", /cannot show/],
  ["unassigned", "Ana\u0378", /cannot show/],
  ["half a pair", "Ana\ud800", /half/],
  ["the blank of Braille", "Ana\u2800", /blank/],
  ["a box around it", "A\u20dd", /drawn over/],
  ["a stroke through it", "A\u0336na", /drawn over/],
  ["marks only", "\u0301\u0302", /letter/],
  ["symbols only", "❤❤", /letter/],
  ["a mark before any letter", "\u0301Ana", /accent/],
  ["three accents on a letter", "q\u0301\u0302\u0303", /too many/],
  ["five marks on a letter", "ש\u05b0\u05b1\u05b2\u05b3\u05b4", /too many/],
  ["the same accent twice", "q\u0301\u0301", /too many/],
  ["two alphabets in a word", "Lеila", /alphabets/],
  ["101 letters", "x".repeat(101), /100/],
])("[A16] hostile: %s is refused and named", (_what, name, why) => {
  expect(personName(name)).toEqual({ problem: expect.stringMatching(why) });
});

const anyName = fc.string({ unit: "binary", maxLength: 30 });

test("law: what is accepted is accepted again, unchanged", () => {
  fc.assert(
    fc.property(anyName, (typed) => {
      const judged = personName(typed);
      if ("name" in judged) expect(personName(judged.name)).toEqual(judged);
    }),
  );
});

test("[A16] law: whatever was stored before, what is shown is never blank and hides nothing", () => {
  fc.assert(
    fc.property(anyName, (stored) => {
      const shown = shownName(stored);
      expect(shown.trim()).not.toBe("");
      expect(shown.replace(/\p{Default_Ignorable_Code_Point}/gu, "")).toBe(
        "name" in personName(stored) ? shown : shown.replace(/[\u200c\u200d]/g, ""),
      );
      expect(shown).not.toMatch(/[\p{Bidi_Control}\p{Cc}\p{Co}\p{Cn}]/u);
    }),
  );
});
