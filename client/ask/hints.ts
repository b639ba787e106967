import type { Mode, Urgency } from "../../shared/entries/codes.ts";

/** What each urgency means for the person who chooses it. */
export const urgencyHints: { readonly [Each in Urgency]: string } = {
  low: "It can wait a week or two.",
  medium: "I would like to talk this week.",
  high: "I am struggling. In the next day or two, please.",
  crisis: "I may harm myself, or I am not safe.",
};

export const modeHints: { readonly [Each in Mode]: string } = {
  video: "You see each other.",
  audio: "Voices only.",
  chat: "In writing, here.",
  "in-person": "On campus.",
};
