import type { LogKind } from "../../shared/log/doc-name.ts";
import { system } from "../../shared/policy/actor.ts";
import type { DocHead } from "../store/store.ts";

/** Bytes of a whole log [G1]: years of talk, and every change a ticket goes through. */
export const logBytes: Record<LogKind, number> = {
  ticket: 1024 * 1024,
  request: 1024 * 1024,
  chat: 32 * 1024 * 1024,
};

/** The part of a log that nobody but the server fills: links, reports and what it opens again. */
const keptForServer = 1 / 16;

/**
 * Bytes that a person may still add to a log [G12]. Each person is counted by what they wrote themselves, so that nobody can
 * keep another out: a ticket's student has half; those who help them share the other half, less what is kept for the
 * server, and one of them fills at most half of that. What the server writes always fits.
 * @param student the ticket's student; null while the ticket is being opened, by its student
 */
export function roomFor(
  person: string,
  student: string | null,
  kind: LogKind,
  bytesOf: DocHead["bytesOf"],
): number {
  if (person === system.id) return Number.POSITIVE_INFINITY;
  const half = logBytes[kind] / 2;
  const own = bytesOf.get(person) ?? 0;
  if (student === null || person === student) return half - own;
  let others = 0;
  for (const [owner, bytes] of bytesOf) if (owner !== student && owner !== system.id) others += bytes;
  const shared = half - logBytes[kind] * keptForServer;
  return Math.min(shared / 2 - own, shared - others);
}

/** What everybody wrote, once a person has written so many bytes more. */
export function withBytes(bytesOf: DocHead["bytesOf"], person: string, bytes: number): DocHead["bytesOf"] {
  return new Map(bytesOf).set(person, (bytesOf.get(person) ?? 0) + bytes);
}
