import * as Y from "yjs";
import { kindOf } from "../../shared/log/doc-name.ts";
import type { Frame } from "../../shared/protocol/frames.ts";
import { updatesOf } from "../replica/base.ts";
import type { Replica } from "../replica/database.ts";

/** Nobody's document. Asking for it is answered with "denied", and that it is answered is all that is asked. */
const nobodys = "ticket/00000000-0000-4000-8000-000000000000";

/**
 * A question that every server answers and that costs next to nothing: step 1 of a document with its whole
 * state vector, so that the answer is empty. The protocol has no ping of its own.
 */
export async function pingFrame(replica: Replica): Promise<Frame> {
  const part = await replica.parts.toCollection().first();
  const doc = part?.updates.find((update) => kindOf(update.doc) === "ticket")?.doc;
  const updates = doc === undefined ? [] : await updatesOf(replica, doc);
  if (doc === undefined || updates.length === 0) return step1(nobodys, new Uint8Array([0]));
  return step1(doc, Y.encodeStateVectorFromUpdate(Y.mergeUpdates(updates)));
}

function step1(doc: string, stateVector: Uint8Array): Frame {
  return { channel: "doc", doc, message: { type: "step1", stateVector } };
}
