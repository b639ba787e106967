import { type Decoder, readVarString, readVarUint } from "lib0/decoding";
import { type Encoder, writeVarString, writeVarUint } from "lib0/encoding";
import { z } from "zod";
import type { EntryType } from "../entries/entry.ts";
import { readCount } from "../log/read-count.ts";
import { deeds } from "../policy/deeds.ts";

/** The four verdicts, in the order of their numbers on the wire. */
export const receiptStatuses = ["accepted", "stale", "retry-later", "refused"] as const;
export type ReceiptStatus = (typeof receiptStatuses)[number];

const entryType = z
  .string()
  .refine((type): type is EntryType => Object.hasOwn(deeds, type), "unknown entry type");

/** Who was first: the accepted entry that made another impossible. */
export const winner = z.object({ type: entryType, by: z.string(), at: z.number() });

const receiptBody = z.object({
  seq: z.number().optional(),
  /** When the server accepted it, server ms. */
  at: z.number().optional(),
  code: z.string().optional(),
  rule: z.string().optional(),
  entry: z.string().optional(),
  winner: winner.optional().catch(undefined),
  detail: z.string().optional(),
});

/**
 * The verdict on one push, sent after the commit. `client` and `clock` (the first clock after the pushed
 * entries) say which push; `entry` is the id of the first entry refused.
 */
export type Receipt = z.infer<typeof receiptBody> & { status: ReceiptStatus; client: number; clock: number };

export function writeReceipt(encoder: Encoder, { status, client, clock, ...body }: Receipt): void {
  writeVarUint(encoder, receiptStatuses.indexOf(status));
  writeVarUint(encoder, client);
  writeVarUint(encoder, clock);
  writeVarString(encoder, JSON.stringify(body));
}

/** @throws when the bytes are no receipt */
export function readReceipt(decoder: Decoder): Receipt {
  const status = receiptStatuses[readVarUint(decoder)];
  if (status === undefined) throw new Error("unknown receipt status");
  const client = readCount(decoder);
  const clock = readCount(decoder);
  return { ...receiptBody.parse(JSON.parse(readVarString(decoder))), status, client, clock };
}
