import { vi } from "vitest";
import type { Random } from "../shared/random.arbitrary.ts";

/** Draws ids and clientIDs from the seed: the order of what was written at once depends on them. @returns what ends it */
export function seedCrypto(random: Random): () => void {
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => random.below(16).toString(16)).join("");
  const uuid = vi
    .spyOn(globalThis.crypto, "randomUUID")
    .mockImplementation(() => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`);
  const values = vi.spyOn(globalThis.crypto, "getRandomValues").mockImplementation((array) => {
    if (array instanceof Uint32Array) array.set(Array.from(array, () => random.below(2 ** 32)));
    return array;
  });
  return () => {
    uuid.mockRestore();
    values.mockRestore();
  };
}
