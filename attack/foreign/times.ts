/**
 * How far apart two medians of round trips may be: a query more or less is a tenth of one, and a busy machine moves
 * both alike, since they are measured by turns.
 */
const alike = 1.3;

/** The median of the first over that of the second; the first tenth is left out, while both sides warm up. */
export function medianRatio(first: readonly number[], second: readonly number[]): number {
  return median(first) / median(second);
}

export function isAlike(ratio: number): boolean {
  return ratio < alike && ratio > 1 / alike;
}

function median(values: readonly number[]): number {
  const sorted = values.slice(Math.floor(values.length / 10)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
