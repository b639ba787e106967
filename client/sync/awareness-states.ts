import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

/** One client's state in a y-protocols awareness update; `state` is null when that client left. */
export type AwarenessState = { client: number; clock: number; state: unknown };

/** An awareness update that says nothing. */
export const emptyAwareness: Uint8Array = new Uint8Array([0]);

/** Reads an awareness update; null when the bytes are none. */
export function readAwareness(update: Uint8Array): AwarenessState[] | null {
  try {
    const decoder = decoding.createDecoder(update);
    const states: AwarenessState[] = [];
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const client = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const state: unknown = JSON.parse(decoding.readVarString(decoder));
      states.push({ client, clock, state });
    }
    return states;
  } catch {
    return null;
  }
}

export function writeAwareness(states: readonly AwarenessState[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, states.length);
  for (const { client, clock, state } of states) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, JSON.stringify(state));
  }
  return encoding.toUint8Array(encoder);
}
