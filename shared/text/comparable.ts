/** Letters that NFKD takes as one, with what people type for them who do not have them on their keys. */
const spelled: Readonly<Record<string, string>> = {
  ß: "ss",
  ł: "l",
  ø: "o",
  đ: "d",
  ı: "i",
  æ: "ae",
  œ: "oe",
  þ: "th",
  ð: "d",
  ς: "σ",
  ى: "ي",
  ة: "ه",
};

/** Marks are accents in these scripts; in others, as in Devanagari, they are vowels and tell words apart. */
const accented = /([\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Arabic}\p{sc=Hebrew}])\p{M}+/gu;
/** What no reader sees: joiners, soft hyphens, the stretched line inside an Arabic word. */
const unseen = /[\u00ad\u0640\u200b-\u200f\u2060\ufeff]/g;

/** A text as every search compares it: `Müller`, `MULLER` and `muller` are one, in any script. */
export function comparable(text: string): string {
  return text
    .normalize("NFKD")
    .replace(accented, "$1")
    .replace(unseen, "")
    .toLowerCase()
    .replace(/[ßłøđıæœþðςىة]/g, (letter) => spelled[letter] ?? letter)
    .normalize("NFC");
}

/** The words of a query, each to be found somewhere by `comparable`. */
export function wordsOf(query: string): string[] {
  return comparable(query).split(/\s+/).filter(Boolean);
}

/** Whether every word of the query stands somewhere in the text; an empty query stands everywhere. */
export function holdsAll(text: string, query: string): boolean {
  const words = wordsOf(query);
  if (words.length === 0) return true;
  const within = comparable(text);
  return words.every((word) => within.includes(word));
}

/** Runs of scripts that put no space between words, and of all others. */
const runs =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+|[^\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+/gu;
const unspaced =
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/**
 * The terms under which an index keeps a text. Where a script has no spaces, each letter and each pair of neighbours is a
 * term, so that a word is found inside a sentence.
 */
export function termsOf(text: string): string[] {
  return tokens(text, (letters) => [...letters, ...pairs(letters)]);
}

/** The terms that a query asks an index for. */
export function termsOfQuery(query: string): string[] {
  return tokens(query, (letters) => (letters.length === 1 ? letters : pairs(letters)));
}

function tokens(text: string, split: (letters: string[]) => string[]): string[] {
  const words = comparable(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean);
  return words.flatMap((word) =>
    (word.match(runs) ?? []).flatMap((run) => (unspaced.test(run) ? split([...run]) : [run])),
  );
}

function pairs(letters: readonly string[]): string[] {
  return letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}
