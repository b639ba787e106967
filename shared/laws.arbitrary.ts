const given = process.env.FAST_CHECK_SEED;

/** The seed of this run; another one, or the one of a failure, comes in `FAST_CHECK_SEED`. */
export const seed = given === undefined ? 20_261_122 : Number.parseInt(given, 10);

/** How a law is checked: so many runs, from a seed that can be given again. */
export function runs(numRuns: number): { numRuns: number; seed: number } {
  return { numRuns, seed };
}
