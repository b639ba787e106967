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
  // As keyboards of Persian, Urdu and Kurdish write them, and the Koran.
  ی: "ي",
  ک: "ك",
  ہ: "ه",
  ھ: "ه",
  ە: "ه",
  ٱ: "ا",
  // As phones write them in place of what is on a keyboard.
  "‘": "'",
  "’": "'",
  ʼ: "'",
  "“": '"',
  "”": '"',
  "⁄": "/",
};
const spelledLetters = new RegExp(`[${Object.keys(spelled).join("")}]`, "gu");

/** Marks are accents in these scripts; in others, as in Devanagari, they are vowels and tell words apart. */
const accented = /([\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Arabic}\p{sc=Hebrew}])\p{M}+/gu;
/** What no reader sees: joiners, soft hyphens, direction marks, fillers, the stretched line inside an Arabic word. */
const unseen = /[\p{Default_Ignorable_Code_Point}\u0640]/gu;
const dashes = /\p{Pd}/gu;
/** The two ways to write Japanese syllables; a search takes either. */
const katakana = /[\u30a1-\u30f6]/g;
const fromHiragana = 0x60;
/** The zeros of digits that people also type as ASCII: Arabic, Persian, Devanagari, Bengali, Thai. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
const digits = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g;

/** A text as every search compares it: `Müller`, `MULLER` and `muller` are one, in any script. */
export function comparable(text: string): string {
  return text
    .normalize("NFKD")
    .replace(unseen, "")
    .replace(accented, "$1")
    .toLowerCase()
    .replace(spelledLetters, (letter) => spelled[letter] ?? letter)
    .replace(dashes, "-")
    .replace(digits, (digit) => digitOf(digit.charCodeAt(0)))
    .normalize("NFC")
    .replace(katakana, (letter) => String.fromCharCode(letter.charCodeAt(0) - fromHiragana));
}

function digitOf(code: number): string {
  return String(code - (zeros.findLast((zero) => zero <= code) ?? code));
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

/** Letters of scripts that put no space between words, and pictures, which stand anywhere. */
const spaceless =
  "\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}ー\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}\\p{Extended_Pictographic}";
/** Runs of these, and of all others. */
const runs = new RegExp(`[${spaceless}]+|[^${spaceless}]+`, "gu");
const unspaced = new RegExp(`^[${spaceless}]`, "u");

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
    .split(/[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]+/u)
    .filter(Boolean);
  return words.flatMap((word) =>
    (word.match(runs) ?? []).flatMap((run) => (unspaced.test(run) ? split([...run]) : [run])),
  );
}

function pairs(letters: readonly string[]): string[] {
  return letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}
