import * as encoding from "lib0/encoding";

/** Bytes of scratch space that an encoder may keep for its next use. */
const scratchBytes = 64 * 1024;

const spare: encoding.Encoder[] = [];

/**
 * What `write` wrote, as bytes of its own. An encoder's scratch space costs more than most messages, so encoders are used
 * again; each call has one for itself, also inside another's `write`.
 */
export function encoded(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = spare.pop() ?? encoding.createEncoder();
  try {
    write(encoder);
    return encoding.toUint8Array(encoder);
  } finally {
    encoder.bufs = [];
    encoder.cpos = 0;
    if (encoder.cbuf.length <= scratchBytes) spare.push(encoder);
  }
}
