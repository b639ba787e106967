import type { Winner } from "../entries/entry.ts";
import { deeds } from "./deeds.ts";
import { ruleNamed, rules } from "./rules.ts";

/** How names and times are said on this device. */
export type Wording = { nameOf: (personId: string) => string; timeOf: (at: number) => string };

/** Why an entry was not accepted, in a sentence: who was first if somebody was, else the rule. */
export function refusalSentence(refusal: { rule?: string; winner?: Winner }, wording: Wording): string {
  if (refusal.winner !== undefined) return winnerSentence(refusal.winner, wording);
  const rule = refusal.rule === undefined ? null : ruleNamed(refusal.rule);
  return rule === null ? "The server did not accept this." : rules[rule].sentence;
}

/** `<name> claimed this ticket at 10:02`. */
export function winnerSentence(winner: Winner, { nameOf, timeOf }: Wording): string {
  return `${nameOf(winner.by)} ${deeds[winner.type]} at ${timeOf(winner.at)}.`;
}
