import { expect, test } from "vitest";
import { linkPlanOf, linkPlans, type MeetingsAnswer } from "../ui/use-meetings.ts";
import { linkFollows, linkPlanWords } from "./link-plan-words.ts";

const answer = (change: Partial<MeetingsAnswer>, google: Partial<MeetingsAnswer["google"]> = {}) => ({
  provider: "google-meet" as const,
  inviteStudent: false,
  choices: [],
  google: { way: "accounts" as const, state: "connected" as const, email: null, ...google },
  ...change,
});

test("[M9] says Google only where Google will make a link", () => {
  expect(linkPlanOf(answer({}))).toBe("google-meet");
  expect(linkPlanOf(answer({}, { state: null }))).toBe("connect-google");
  expect(linkPlanOf(answer({}, { state: "ended" }))).toBe("connect-google");
  expect(linkPlanOf(answer({}, { way: "service-account", state: null }))).toBe("google-meet");
  expect(linkPlanOf(answer({ provider: "jitsi" }, { way: null, state: null }))).toBe("jitsi");
  expect(linkPlanOf(answer({ provider: "none" }))).toBe("paste");
});

test("a link is promised for video and nothing else", () => {
  for (const plan of [...linkPlans, null]) {
    expect(linkFollows(plan, "audio")).toBe(false);
    expect(linkPlanWords(plan, "audio")).not.toMatch(/is made/);
    expect(/is made/.test(linkPlanWords(plan, "video"))).toBe(linkFollows(plan, "video"));
  }
});
