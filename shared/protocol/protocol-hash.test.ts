import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { chatEntry } from "../entries/chat-entries.ts";
import { parseEntry } from "../entries/entry.ts";
import { entriesLevel } from "../entries/level.ts";
import { requestEntry } from "../entries/request-entries.ts";
import { ticketEntry } from "../entries/ticket-entries.ts";
import { encodeAppend } from "../log/append.ts";
import { docKinds, isLinear, type LogKind } from "../log/doc-name.ts";
import { updateLimits } from "../log/limits.ts";
import { closeCodes } from "./close-codes.ts";
import { codes } from "./codes.ts";
import { controlDown, controlUp, helloWithinSeconds } from "./control.ts";
import written from "./entries-of-level-1.json" with { type: "json" };
import { encodeFrames, type Frame, messageTypes, syncSteps } from "./frames.ts";
import { receiptStatuses } from "./receipt.ts";
import { subprotocols, syncPath } from "./version.ts";

/** Checks in code (`refine`) are no part of a JSON schema: this says what has which form, not all that is refused. */
function form(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: "input" });
}

const bytes = new Uint8Array([1, 2]);
const doc = "chat/0b8f6a0e-5a55-4f1b-9a3c-6f0f4f0d2a11";
const everyFrame: Frame[] = [
  { channel: "control", text: "{}" },
  { channel: "doc", doc, message: { type: "step1", stateVector: bytes } },
  { channel: "doc", doc, message: { type: "step2", update: bytes } },
  { channel: "doc", doc, message: { type: "update", update: bytes } },
  { channel: "doc", doc, message: { type: "awareness", update: bytes } },
  { channel: "doc", doc, message: { type: "denied", reason: "denied" } },
  { channel: "doc", doc, message: { type: "queryAwareness" } },
  {
    channel: "doc",
    doc,
    message: { type: "receipt", receipt: { status: "refused", client: 300, clock: 2, code: "policy" } },
  },
];

/** All that two programs which talk to each other must agree on; entries are another list, and grow by themselves. */
const wire = {
  messageTypes,
  syncSteps,
  receiptStatuses,
  closeCodes,
  codes: Object.keys(codes),
  docs: docKinds.map((kind) => [kind, kind === "notes" ? "text" : isLinear(kind)]),
  updateLimits,
  helloWithinSeconds,
  up: form(controlUp),
  down: form(controlDown),
  frames: everyFrame.map((frame) => [...encodeFrames([frame])]),
  append: [
    [...encodeAppend({ client: 300, clock: 0 }, null, [{ a: [1, 1.5, "é", null, true] }])],
    [...encodeAppend({ client: 300, clock: 1 }, { client: 300, clock: 0 }, [{}, {}])],
  ],
  syncPath,
};

/** `alcove.1` is what it was at 3971266; only what is added to `alcove.2` since may change its hash. */
const pinned = {
  subprotocols: ["alcove.2", "alcove.1"],
  hash: "72de49da735ad29e35d4d5867f4dfd9726e68448da15f2bb80097f9c46a87274",
};

test("[W6] frames, control messages and codes are those of this version of the protocol", () => {
  expect(
    { subprotocols, hash: hashOf(wire) },
    "The wire has changed. What only adds (an optional field, a code) keeps the number: pin the new hash here. Anything else raises the number in shared/protocol/version.ts.",
  ).toEqual(pinned);
});

const entries = [ticketEntry, requestEntry, chatEntry].map(form);
const pinnedEntries = { level: 2, hash: "302d538a350f7d509ace74d0f0a3d52fe3c95feed47a1b3017b99fb544850f6f" };

test("[W7] entries have a level and a hash of their own", () => {
  expect(
    { level: entriesLevel, hash: hashOf(entries) },
    "The entries have changed: they may only grow. Raise the level in shared/entries/level.ts and pin the new hash here.",
  ).toEqual(pinnedEntries);
});

test("[W7] every entry that an earlier release wrote is one today, to the letter", () => {
  for (const { kind, entry } of written.entries) {
    expect(parseEntry(kind as LogKind, entry), entry.type).toEqual({ ok: true, entry });
  }
  expect(new Set(written.entries.map(({ entry }) => entry.type)).size).toBe(20);
});

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
