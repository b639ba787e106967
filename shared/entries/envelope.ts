import { z } from "zod";

/** A person's id as the account library makes it. */
export const personId = z.string().min(1).max(64);

/** Milliseconds since the Unix epoch, by the writer's clock; up to the last instant that a `Date` can hold (ECMAScript 21.4.1.1). */
export const instant = z.int().nonnegative().max(8_640_000_000_000_000);

/**
 * Declares one entry type: the envelope `{ id, type, by, at }` and its payload, nothing else.
 * Strict, because an unknown key is a way to smuggle words into a log that holds facts only.
 */
export function entrySchema<Type extends string, Payload extends z.ZodRawShape>(
  type: Type,
  payload: Payload,
) {
  return z.strictObject({ id: z.uuid(), type: z.literal(type), by: personId, at: instant, ...payload });
}
