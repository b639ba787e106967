/** Letters of a name as people count them; the longest honest ones have some 70. */
export const longestName = 100;

/** What is wrong with a name, as a sentence for the person who typed it. */
export type NameProblem = { problem: string };
export type PlainName = { name: string };

/** Marks in a row on one letter: pointed Hebrew, Tibetan and Thai need up to 4, accented alphabets 2. */
const mostMarks = 4;
const mostAccents = 2;

const controls = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const directions = /\p{Bidi_Control}/u;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u;
const unknown = /[\p{Cn}\p{Co}\p{Cs}]/u;
/** Symbols that draw nothing. */
const blank = /[\u2800\u{1d159}\u{16fe4}\ufffc]/u;
/** Boxes, circles and strokes that are drawn over the letter before them. */
const overlaid = /\p{Me}|[\u0334-\u0338]|[\u20d0-\u20ff]/u;
const hidden =
  /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cn}\p{Co}\u2800\u{1d159}\u{16fe4}\ufffc]|\p{Me}|[\u0334-\u0338]|[\u20d0-\u20ff]/gu;
const letters = /[\p{L}\p{Nd}\p{Nl}]/u;
const tooManyMarks = new RegExp(`\\p{Mn}{${mostMarks + 1}}`, "u");
const tooManyAccents = new RegExp(`\\p{Script=Inherited}{${mostAccents + 1}}`, "u");
const repeatedMark = /(\p{Mn})\1/u;
const floatingMark = /(^|[\p{Zs}\p{P}\p{S}])\p{M}/u;
/** RFC 5892 A.1 and A.2: joiners belong after a virama, and the non-joiner between joined Arabic letters. */
const honestJoiner =
  /(?<=[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u17d2])[\u200c\u200d]|(?<=\p{Script=Arabic})\u200c(?=\p{Script=Arabic})/gu;
/** Alphabets that share their shapes; no name mixes two of them in one word. */
const alphabets = ["Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Lisu"].map(
  (script) => new RegExp(`\\p{Script=${script}}`, "u"),
);

/**
 * The one judge of a person's name: every way to make or change a name asks it. The nickname profile of RFC 8266
 * (spaces collapsed, NFKC, nothing invisible, private or unassigned), the limits on marks of Unicode TS 39 section
 * 5.4, and no word of two look-alike alphabets. Returns the name in its one form, or what is wrong with it.
 */
export function personName(text: string): PlainName | NameProblem {
  if (!text.isWellFormed()) return { problem: "The name contains half a character. Type it again." };
  // The selectors that choose between a coloured and a plain picture of a symbol change no letter.
  const name = spaced(
    spaced(text)
      .replace(/[\ufe0e\ufe0f]/g, "")
      .normalize("NFKC"),
  );
  if (name === "") return { problem: "Enter a name." };
  if ([...name].length > longestName) return { problem: `Use at most ${longestName} letters for a name.` };
  if (controls.test(name)) return { problem: "The name must not contain line breaks or control characters." };
  if (directions.test(name))
    return { problem: "The name must not contain characters that turn the direction of writing." };
  if (invisible.test(name.replace(honestJoiner, "")))
    return { problem: "The name contains an invisible character. Remove it, or type the name again." };
  if (unknown.test(name))
    return { problem: "The name contains a character that other people's devices cannot show." };
  if (blank.test(name)) return { problem: "The name contains a character that shows as a blank." };
  if (overlaid.test(name)) return { problem: "The name contains a sign that is drawn over other letters." };
  if (!letters.test(name)) return { problem: "A name needs at least one letter." };
  if (floatingMark.test(name)) return { problem: "The name contains an accent without its letter." };
  if (tooManyAccents.test(name) || tooManyMarks.test(name) || repeatedMark.test(name.normalize("NFD")))
    return { problem: "The name has too many accents on one letter." };
  if (name.split(/[\s\p{P}]+/u).some(mixesAlphabets))
    return {
      problem: "The name mixes letters of two alphabets in one word. Use one alphabet for each word.",
    };
  return { name };
}

/** A name that was stored before these rules, in a form that is safe to show; one that is fine comes back as it is. */
export function shownName(name: string): string {
  const judged = personName(name);
  if ("name" in judged && judged.name === name) return name;
  const shown = spaced(
    name
      .toWellFormed()
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")
      .replace(hidden, "")
      .replace(/(\p{Mn}{2})\p{Mn}+/gu, "$1"),
  );
  return /[\p{L}\p{N}\p{S}\p{P}]/u.test(shown) ? shown : "(no name)";
}

/** RFC 8266 section 2.1: every space becomes U+0020, runs of them one, and none stands at an end. */
function spaced(text: string): string {
  return text.replace(/[\p{Zs}\t]+/gu, " ").trim();
}

function mixesAlphabets(word: string): boolean {
  return alphabets.filter((alphabet) => alphabet.test(word)).length > 1;
}
