/** The middle one, or the mean of the two in the middle. @throws for none */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[middle]];
  if (low === undefined || high === undefined) throw new Error("nothing has no median");
  return (low + high) / 2;
}

/** The least value that so many in a hundred do not pass (nearest rank). @throws for none */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = ascending(values);
  const found = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (found === undefined) throw new Error("nothing has no percentile");
  return found;
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
