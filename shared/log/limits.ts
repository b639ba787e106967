/** What one update may hold [G1]. Bytes, entries and levels; each bounds what a hostile update can cost. */
export const updateLimits = {
  bytes: 256 * 1024,
  entries: 200,
  entryBytes: 32 * 1024,
  /** Levels of objects and arrays in one entry, the entry itself being the first. */
  depth: 6,
} as const;
