/** Rows that Page Up and Page Down pass over. */
const page = 10;

/** Where a key leads from a row, or null for a key that leads nowhere. */
export function stepTo(key: string, index: number, count: number): number | null {
  const within = (next: number) => Math.min(Math.max(next, 0), count - 1);
  if (count === 0) return null;
  switch (key) {
    case "ArrowDown":
    case "j":
      return within(index + 1);
    case "ArrowUp":
    case "k":
      return within(index - 1);
    case "PageDown":
      return within(index + page);
    case "PageUp":
      return within(index - page);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
