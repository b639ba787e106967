/** What a person who comes back from Google's page is told, by the word in the address. */
export const googleOutcomes = {
  connected: "Your Google account is connected. Google Meet links are made in your calendar.",
  denied: "Nothing was connected: you said no on Google's page.",
  "no-calendar":
    "Nothing was connected: without access to calendar events no link can be made. Try again and leave the box ticked.",
  expired: "Nothing was connected: it took too long or was begun elsewhere. Try again.",
  setup: "Nothing was connected: Google does not accept this campus's settings. Tell an admin.",
  unreachable: "Nothing was connected: Google cannot be reached right now. Try again later.",
} as const;
type GoogleOutcome = keyof typeof googleOutcomes;

/** Null for a word that is none of them. */
export function googleOutcomeOf(word: string | null): GoogleOutcome | null {
  return word !== null && isOutcome(word) ? word : null;
}

function isOutcome(word: string): word is GoogleOutcome {
  return Object.hasOwn(googleOutcomes, word);
}
