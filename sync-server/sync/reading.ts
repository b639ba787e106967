import * as Y from "yjs";
import { type DocName, docName, kindOf, ticketIdOf } from "../../shared/log/doc-name.ts";
import { mayRead, principalsOf } from "../../shared/policy/may-read.ts";
import { BadFrame } from "../../shared/protocol/frames.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import type { Person } from "../accounts/person.ts";
import type { StoreReader } from "../store/store.ts";
import type { Writer } from "./writer.ts";

/** Bytes of a state vector: one that names every clientID a log can have takes half of it. */
const stateVectorBytes = 256 * 1024;

export type ReadingDeps = { store: StoreReader; writer: Writer; now: () => number };

/**
 * What a step 1 is answered with. "No such document" and "not yours" are one answer. `read`: the bytes that were
 * gone through for it; an answer may be short only because its asker has nearly all.
 */
export type Step1Answer = { may: true; step2: Uint8Array; read: number } | { may: false };

export async function ticketOf(writer: Writer, doc: DocName): Promise<TicketState | null> {
  return (await writer.head(docName("ticket", ticketIdOf(doc))))?.ticket ?? null;
}

export async function readable(deps: ReadingDeps, person: Person, doc: DocName): Promise<boolean> {
  return mayRead(person, kindOf(doc), await ticketOf(deps.writer, doc), deps.now());
}

/** @throws BadFrame when the state vector cannot be decoded */
export async function answerStep1(
  deps: ReadingDeps,
  person: Person,
  doc: DocName,
  stateVector: Uint8Array,
): Promise<Step1Answer> {
  const has = { bytes: stateVector, clocks: decodeStateVector(stateVector) };
  // Grants first: looking for one that is not there takes as long whether or not there is such a document.
  const lacking = await deps.store.lackingFor(doc, principalsOf(person), has);
  if (lacking === null || !(await readable(deps, person, doc))) return { may: false };
  return { may: true, step2: lacking.update, read: lacking.read };
}

function decodeStateVector(stateVector: Uint8Array): ReadonlyMap<number, number> {
  if (stateVector.length > stateVectorBytes) throw new BadFrame("the state vector is too long");
  try {
    return Y.decodeStateVector(stateVector);
  } catch {
    throw new BadFrame("not a state vector");
  }
}
