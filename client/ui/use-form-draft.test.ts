import fc from "fast-check";
import { expect, test } from "vitest";
import { draftWords } from "../replica/unsent-text.ts";
import { kindOf } from "./use-form-draft.ts";

const initial = { title: "Asked", text: "" };
const kind = kindOf(initial);
const form = fc.record({ title: fc.string(), text: fc.string() });

test("[T18] a dialog's words come back as they were, and what was not changed is no draft", () => {
  fc.assert(
    fc.property(form, (words) => {
      expect(kind.read(kind.write(words))).toEqual(words);
    }),
  );
  expect(kind.write(initial)).toBe("");
});

test.each(["", "{", "[]", "7", '{"title":7}', '{"other":"x"}'])("%j is no draft of this dialog", (text) => {
  expect(kind.read(text)).toEqual(initial);
});

test("[T18] whoever takes their words out gets those of a dialog, and of a message that looks like one", () => {
  expect(draftWords(kind.write({ title: "Asked", text: "Because" }))).toBe("Asked\nBecause");
  expect(draftWords('{"a":"message in JSON"}')).toBe('{"a":"message in JSON"}');
});
