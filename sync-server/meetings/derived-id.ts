import { createHash } from "node:crypto";

/**
 * A UUID that is always the same for the same parts: version 8 of RFC 9562, the first 122 free bits of their SHA-256.
 * What is made again after a crash has the name it had before.
 */
export function derivedId(...parts: string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest().subarray(0, 16);
  hash[6] = 0x80 | ((hash[6] ?? 0) & 0x0f);
  hash[8] = 0x80 | ((hash[8] ?? 0) & 0x3f);
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
