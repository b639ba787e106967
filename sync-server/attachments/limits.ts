const hourMs = 3_600_000;

/** What one person may upload. A message takes ten files; the day's bytes are some 25 of the largest. */
export const uploadLimits = { receiving: 30, dayBytes: 500 * 1024 * 1024 } as const;
/** The time over which a person's bytes are counted, in ms. */
export const countedOverMs = 24 * hourMs;
/** An upload that is not finished by then is given up, in ms: a day covers a phone that was out of battery over night. */
export const finishWithinMs = 24 * hourMs;
/** A file that no message has named by then is deleted, in ms. Its device uploads it again if the message still comes. */
export const namedWithinMs = 24 * hourMs;
/** How often both are looked for, in ms. */
export const sweepEveryMs = hourMs;
