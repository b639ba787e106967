/** A word that is written once in a run, so that wherever it turns up it is known whose it is. */
export function wordOf(count: number): string {
  return `word-${count}-`;
}

const word = /word-\d+-/g;

export function wordsIn(text: string): string[] {
  return text.match(word) ?? [];
}
