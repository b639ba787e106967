import fc from "fast-check";
import { expect, test } from "vitest";
import { categories, modes, urgencies } from "../../shared/entries/codes.ts";
import { type AskDraft, checkAsk, emptyAsk, readAskDraft, writeAskDraft } from "./ask-draft.ts";

const anyDraft: fc.Arbitrary<AskDraft> = fc.record({
  category: fc.constantFrom(...categories, null),
  urgency: fc.constantFrom(...urgencies, null),
  mode: fc.constantFrom(...modes, null),
  title: fc.string(),
  description: fc.string(),
});

test("[U10] a half-filled form comes back as it was", () => {
  fc.assert(
    fc.property(anyDraft, (draft) => {
      const kept = writeAskDraft(draft);
      if (kept !== "") expect(readAskDraft(kept)).toEqual(draft);
      else expect(draft.title.trim() + draft.description.trim()).toBe("");
    }),
  );
});

test.each(["", "{", "[]", '{"category":"sleep"}', "null"])(
  "%j is no draft and reads as an empty form",
  (text) => {
    expect(readAskDraft(text)).toEqual(emptyAsk);
  },
);

test("each missing field is named, and the description is not one", () => {
  expect(checkAsk(emptyAsk)).toEqual({
    complete: false,
    missing: {
      category: expect.any(String),
      urgency: expect.any(String),
      mode: expect.any(String),
      title: expect.any(String),
    },
  });
  const draft: AskDraft = {
    category: "stress",
    urgency: "high",
    mode: "chat",
    title: " Exams ",
    description: "",
  };
  expect(checkAsk(draft)).toEqual({ complete: true, asked: { ...draft, title: "Exams" } });
  expect(checkAsk({ ...draft, title: "   " })).toMatchObject({ complete: false });
});
