import fc from "fast-check";
import { expect, test } from "vitest";
import { categories, modes, urgencies } from "../../shared/entries/codes.ts";
import { requestLimits } from "../../shared/entries/request-entries.ts";
import { type AskDraft, checkAsk, emptyAsk, mergeAsk, readAskDraft, writeAskDraft } from "./ask-draft.ts";

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

test("[T14] two tabs' changes of one form: both words stand, and the changed choice", () => {
  const base: AskDraft = { ...emptyAsk, category: "stress", title: "Exams", description: "One." };
  const mine: AskDraft = { ...base, mode: "chat", description: "One. Two." };
  const theirs: AskDraft = { ...base, category: "anxiety", title: "Exams in June" };
  expect(mergeAsk(base, mine, theirs)).toEqual({
    ...emptyAsk,
    category: "anxiety",
    mode: "chat",
    title: "Exams in June",
    description: "One. Two.",
  });
  expect(mergeAsk(base, base, emptyAsk)).toEqual(emptyAsk);
});

test("[D22] too many characters are refused with their number, and nothing is cut off", () => {
  const draft: AskDraft = {
    category: "stress",
    urgency: "high",
    mode: "chat",
    title: "x".repeat(requestLimits.title + 3),
    description: "y".repeat(requestLimits.description + 312),
  };
  expect(checkAsk(draft)).toEqual({
    complete: false,
    missing: { title: "3 characters too long.", description: "312 characters too long." },
  });
  expect(readAskDraft(writeAskDraft(draft))).toEqual(draft);
});

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
