/** `312 characters too long.`: for what is written beyond its bound and is never cut off; null where it fits. */
export function tooLongWords(text: string, most: number): string | null {
  const over = text.length - most;
  if (over <= 0) return null;
  return over === 1 ? "1 character too long." : `${over.toLocaleString("en")} characters too long.`;
}
