import { expect, it } from "vitest";
import { countdownWords, joinStateOf } from "./join-state.ts";

const noon = Date.UTC(2026, 2, 3, 12, 0);
const minute = 60_000;
const session = {
  sessionId: "s",
  startsAt: noon,
  minutes: 45,
  mode: "video",
  timeZone: "UTC",
} as const;

it("[Q6] a session's link wakes ten minutes before it starts, and not earlier", () => {
  expect(joinStateOf(session, noon - 10 * minute - 1)).toEqual({
    kind: "early",
    opensAt: noon - 10 * minute,
  });
  expect(joinStateOf(session, noon - 10 * minute)).toEqual({ kind: "open", started: false });
  expect(joinStateOf(session, noon)).toEqual({ kind: "open", started: true });
  expect(joinStateOf(session, noon + 45 * minute)).toEqual({ kind: "open", started: true });
  expect(joinStateOf(session, noon + 106 * minute)).toEqual({ kind: "over" });
});

it("counts down in words", () => {
  expect(countdownWords(noon, noon - 51 * 60 * minute)).toBe("in 2 days 3 h");
  expect(countdownWords(noon, noon - 24 * 60 * minute)).toBe("in 1 day");
  expect(countdownWords(noon, noon - 65 * minute)).toBe("in 1 h 5 min");
  expect(countdownWords(noon, noon - 12 * minute)).toBe("in 12 min");
  expect(countdownWords(noon, noon - 20_000)).toBe("in a minute");
  expect(countdownWords(noon, noon + minute)).toBe("in a minute");
});
