import { useEffect } from "react";
import { z } from "zod";
import { api } from "../account/api.ts";
import { siteStorage } from "./browser-storage.ts";
import { useFetched } from "./use-fetched.ts";

export const meetingProviders = ["google-meet", "jitsi", "none"] as const;

export const meetingsAnswer = z.object({
  provider: z.enum(meetingProviders),
  inviteStudent: z.boolean(),
  choices: z.array(z.enum(meetingProviders)),
  google: z.object({
    way: z.enum(["accounts", "service-account"]).nullable(),
    state: z.enum(["connected", "ended"]).nullable(),
    email: z.string().nullable(),
  }),
});
export type MeetingsAnswer = z.output<typeof meetingsAnswer>;

/** What will become of a session by video, as far as this device has heard. */
export const linkPlans = ["google-meet", "jitsi", "connect-google", "paste"] as const;
export type LinkPlan = (typeof linkPlans)[number];

/** Where it is remembered for planning without a network. Says nothing about anybody. */
const rememberedAs = "alcove-link-plan";

/** Who makes the link of a session by video; null while this device has never heard. */
export function useLinkPlan(): LinkPlan | null {
  const { fetched } = useFetched(() => api.get("/api/meetings", meetingsAnswer));
  const heard = fetched.state === "here" ? linkPlanOf(fetched.value) : null;
  useEffect(() => {
    if (heard !== null) siteStorage().setItem(rememberedAs, heard);
  }, [heard]);
  return heard ?? linkPlans.find((plan) => plan === siteStorage().getItem(rememberedAs)) ?? null;
}

export function linkPlanOf({ provider, google }: MeetingsAnswer): LinkPlan {
  if (provider === "none") return "paste";
  const mustConnect = provider === "google-meet" && google.way === "accounts" && google.state !== "connected";
  return mustConnect ? "connect-google" : provider;
}
