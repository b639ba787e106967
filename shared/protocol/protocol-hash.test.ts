import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { chatEntry } from "../entries/chat-entries.ts";
import { requestEntry } from "../entries/request-entries.ts";
import { ticketEntry } from "../entries/ticket-entries.ts";
import { encodeAppend } from "../log/append.ts";
import { docKinds, isLinear } from "../log/doc-name.ts";
import { updateLimits } from "../log/limits.ts";
import { closeCodes } from "./close-codes.ts";
import { codes } from "./codes.ts";
import { controlDown, controlUp, helloWithinSeconds } from "./control.ts";
import { encodeFrames, type Frame, messageTypes, syncSteps } from "./frames.ts";
import { receiptStatuses } from "./receipt.ts";
import { subprotocol, syncPath } from "./version.ts";

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

/** All that two programs which talk to each other must agree on. */
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
  entries: [ticketEntry, requestEntry, chatEntry].map(form),
  frames: everyFrame.map((frame) => [...encodeFrames([frame])]),
  append: [
    [...encodeAppend({ client: 300, clock: 0 }, null, [{ a: [1, 1.5, "é", null, true] }])],
    [...encodeAppend({ client: 300, clock: 1 }, { client: 300, clock: 0 }, [{}, {}])],
  ],
  syncPath,
};

const pinned = {
  subprotocol: "alcove.1",
  hash: "d8442ffbfff58d9113abc068db79e743fc3cd92d73b58e5a7a56f3831b2e3b9e",
};

test("[W6] the wire is the one that this version of the protocol names", () => {
  const hash = createHash("sha256").update(JSON.stringify(wire)).digest("hex");
  expect(
    { subprotocol, hash },
    "The wire has changed: raise the number in shared/protocol/version.ts, say in SPEC.md what changed, and pin the new value here.",
  ).toEqual(pinned);
});
