import fc from "fast-check";
import { expect, test } from "vitest";
import { channels, noticeKinds, topicOf, topics } from "./kinds.ts";
import { channelsFor, defaultPreferences, preferencesSchema, storedPreferences } from "./preferences.ts";

const choice = fc.record({ push: fc.boolean(), mail: fc.boolean(), sms: fc.boolean() });
const preferences = fc
  .tuple(...topics.map(() => choice))
  .map((chosen) =>
    preferencesSchema.parse(Object.fromEntries(topics.map((topic, at) => [topic, chosen[at]]))),
  );
const reachable = fc.subarray([...channels]).map((some) => new Set(some));
const topic = fc.constantFrom(...topics);

test("[O2] nothing goes where a person cannot be reached or did not choose to be, a crisis apart", () => {
  fc.assert(
    fc.property(topic, preferences, reachable, (about, chosen, able) => {
      for (const channel of channelsFor(about, chosen, able)) {
        expect(able).toContain(channel);
        if (about !== "crisis") expect(chosen[about][channel]).toBe(true);
      }
    }),
  );
});

test("[O5] whoever can be reached at all hears of a crisis, whatever they chose", () => {
  fc.assert(
    fc.property(preferences, reachable, (chosen, able) => {
      expect(channelsFor("crisis", chosen, able).length > 0).toBe(able.size > 0);
    }),
  );
});

test("what was stored by another version is completed and never refused", () => {
  expect(storedPreferences.parse({})).toEqual(defaultPreferences);
  expect(storedPreferences.parse({ pigeons: true })).toEqual(defaultPreferences);
  const silent = { push: false, mail: false, sms: false };
  expect(storedPreferences.parse({ message: silent })).toEqual({ ...defaultPreferences, message: silent });
});

test("every kind of notice can be chosen for", () => {
  for (const kind of noticeKinds) expect(topics).toContain(topicOf(kind));
});
