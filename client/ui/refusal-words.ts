import { refusalSentence, type Wording } from "../../shared/policy/sentences.ts";
import { codes } from "../../shared/protocol/codes.ts";
import type { Refusal } from "../replica/schema.ts";
import { fileRefusals } from "./file-words.ts";

/** Why something was not accepted: who was first, else the rule, else what the code means. */
export function refusalWords(reason: Refusal, wording: Wording): string {
  if (reason.winner !== undefined || reason.rule !== undefined) return refusalSentence(reason, wording);
  if (reason.code === "revoked") return "This ticket is no longer yours to write in.";
  if (reason.code === "cancelled") return "It followed something that you took back.";
  const ofFile = fileRefusals[reason.code];
  if (ofFile !== undefined) return ofFile;
  const known = Object.entries(codes).find(([code]) => code === reason.code);
  return known === undefined ? refusalSentence(reason, wording) : known[1].sentence;
}
