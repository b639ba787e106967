const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What people take for one letter each: an emoji of a family is one, and so is a letter with its marks. */
export function graphemesOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * The beginning of a text, cut between letters and never inside one.
 * @param most graphemes
 * @returns the text itself where it is not longer
 */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  let taken = 0;
  // One at a time: a long text is not segmented to its end.
  for (const { index } of segmenter.segment(text)) {
    if (taken === most) return text.slice(0, index);
    taken++;
  }
  return text;
}
