import { linkCharacters, sessionLinked } from "../../shared/entries/session-entries.ts";
import { tooLongWords } from "../ui/too-long.ts";

const url = sessionLinked.shape.url;

/** What is wrong with a pasted link, in a sentence; null when it is fine or there is none. */
export function linkProblem(link: string): string | null {
  const text = link.trim();
  if (text === "") return null;
  const tooLong = tooLongWords(text, linkCharacters);
  if (tooLong !== null) return tooLong;
  return url.safeParse(text).success ? null : "A link begins with https:// and is a whole address.";
}
