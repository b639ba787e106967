import { beginningOf } from "../../shared/text/graphemes.ts";

/** Up to two letters for a name; a question mark when there is none. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word) && !/^\p{L}+\.$/u.test(word));
  const first = words[0];
  if (first === undefined) return "?";
  const last = words.length > 1 ? words.at(-1) : undefined;
  return (letterOf(first) + (last === undefined ? "" : letterOf(last))).toLocaleUpperCase();
}

function letterOf(word: string): string {
  return beginningOf(word, 1);
}
