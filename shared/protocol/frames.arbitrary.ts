import fc from "fast-check";
import type { EntryType } from "../entries/entry.ts";
import { deeds } from "../policy/deeds.ts";
import type { DocMessage, Frame } from "./frames.ts";
import { type Receipt, receiptStatuses } from "./receipt.ts";

const bytes = fc.uint8Array({ maxLength: 40 });
const text = fc.string({ unit: "binary", maxLength: 40 });
const entryTypes = Object.keys(deeds) as EntryType[];

export const receipt: fc.Arbitrary<Receipt> = fc.record(
  {
    status: fc.constantFrom(...receiptStatuses),
    client: fc.maxSafeNat(),
    clock: fc.maxSafeNat(),
    seq: fc.nat(),
    code: text,
    rule: text,
    entry: fc.uuid(),
    winner: fc.record(
      { type: fc.constantFrom(...entryTypes), by: text, at: fc.nat() },
      { noNullPrototype: true },
    ),
    detail: text,
  },
  { requiredKeys: ["status", "client", "clock"], noNullPrototype: true },
);

export const docMessage: fc.Arbitrary<DocMessage> = fc.oneof(
  bytes.map((stateVector): DocMessage => ({ type: "step1", stateVector })),
  bytes.map((update): DocMessage => ({ type: "step2", update })),
  bytes.map((update): DocMessage => ({ type: "update", update })),
  bytes.map((update): DocMessage => ({ type: "awareness", update })),
  text.map((reason): DocMessage => ({ type: "denied", reason })),
  fc.constant<DocMessage>({ type: "queryAwareness" }),
  receipt.map((each): DocMessage => ({ type: "receipt", receipt: each })),
);

export const frame: fc.Arbitrary<Frame> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ doc: text.filter((name) => name !== ""), message: docMessage })
      .map(({ doc, message }): Frame => ({ channel: "doc", doc, message })),
  },
  { weight: 1, arbitrary: text.map((each): Frame => ({ channel: "control", text: each })) },
);
