/** A small seeded generator, for tests that are a long run of choices and not a law to shrink. */
export type Random = {
  /** A whole number below `end`. */
  below: (end: number) => number;
  /** True once in so many times. */
  oneIn: (times: number) => boolean;
  pick: <Value>(values: readonly [Value, ...Value[]]) => Value;
};

/** Mulberry32: 32 bits of state are plenty for a test. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const below = (end: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  };
  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (values) => values[below(values.length)] ?? values[0],
  };
}
