import { atFirstUse } from "../first-use.ts";
import { Problem } from "../http/problem.ts";
import { passwordLength } from "./password-length.ts";

/** Whose password it is to be. */
export type PasswordOwner = { name: string; email: string; campus: string };

/** Letters that are judged. The work grows with the square of the length: some 30 ms at worst, 1 ms as a rule. */
const judgedLetters = 24;
/** zxcvbn's score of 0 to 4; below 2 a password is found within a million guesses. */
const leastScore = 2;
/** Letters and digits that must be left of a password without the owner's name, address and campus. */
const leastOwn = 5;
/** A shorter part of a name stands in too many honest words. */
const shortestPart = 3;

/** Lists of common passwords, keyboard rows, dates and the rest: 70 ms to load, so whoever sets one first waits. */
const judge = atFirstUse(async () => {
  const [{ ZxcvbnFactory }, common] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  return new ZxcvbnFactory({
    dictionary: common.dictionary,
    graphs: common.adjacencyGraphs,
    maxLength: judgedLetters,
  });
});

/** Throws `weak-password`, and says why, for one that is too short, common, or made of its owner's name or address. */
export async function refuseWeak(password: string, owner: PasswordOwner): Promise<void> {
  if (password.length < passwordLength.min || password.length > passwordLength.max)
    throw new Problem("weak-password");
  const parts = partsOf(owner);
  if (ownLetters(password, parts) < leastOwn) {
    throw new Problem("weak-password", {
      detail: "Choose a password that is not your name, your e-mail address or the name of the campus.",
    });
  }
  const { score } = (await judge()).check(password, parts);
  if (score < leastScore) {
    throw new Problem("weak-password", {
      detail:
        "This password is one of the first that somebody would guess. Choose a few words that belong to you.",
    });
  }
}

function partsOf({ name, email, campus }: PasswordOwner): string[] {
  return [...new Set([name, email, campus].flatMap((text) => plain(text).split(/[^\p{L}\p{N}]+/u)))]
    .filter((part) => part.length >= shortestPart)
    .sort((a, b) => b.length - a.length);
}

/** Different letters and digits outside the parts. */
function ownLetters(password: string, parts: readonly string[]): number {
  const own = parts
    .reduce((left, part) => left.replaceAll(part, " "), plain(password).replace(/[^\p{L}\p{N}]+/gu, ""))
    .replace(/[^\p{L}\p{N}]/gu, "");
  return plain(password).replace(/[^\p{L}\p{N}]+/gu, "") === own ? Number.POSITIVE_INFINITY : own.length;
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
