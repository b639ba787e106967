/** Bytes with the integers in them; reading past the end is an error, so that no parser runs on in somebody else's file. */
export class Bytes {
  readonly all: Uint8Array;
  readonly #view: DataView;

  constructor(all: Uint8Array) {
    this.all = all;
    this.#view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  }

  get length(): number {
    return this.all.length;
  }
  /** @throws RangeError past the end, like the two below */
  uint8(at: number): number {
    return this.#view.getUint8(at);
  }
  uint16(at: number, littleEndian = false): number {
    return this.#view.getUint16(at, littleEndian);
  }
  uint32(at: number, littleEndian = false): number {
    return this.#view.getUint32(at, littleEndian);
  }
  /** Latin-1 text, for signatures and names of chunks. */
  text(from: number, to: number): string {
    if (from < 0 || to > this.length || from > to) throw new RangeError("past the end");
    let text = "";
    for (let at = from; at < to; at++) text += String.fromCharCode(this.uint8(at));
    return text;
  }
  startsWith(text: string, at = 0): boolean {
    return at + text.length <= this.length && this.text(at, at + text.length) === text;
  }
  /** Does this text stand anywhere in the range? */
  has(text: string, from = 0, to = this.length): boolean {
    const first = text.charCodeAt(0);
    for (let at = this.all.indexOf(first, from); at >= 0; at = this.all.indexOf(first, at + 1)) {
      if (at + text.length > to) return false;
      if (this.startsWith(text, at)) return true;
    }
    return false;
  }
}

/** A range of a file that is kept or left out as a whole. */
export type Part = { from: number; to: number };

export function joined(bytes: Uint8Array, parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(parts.reduce((sum, { from, to }) => sum + to - from, 0));
  let at = 0;
  for (const { from, to } of parts) {
    made.set(bytes.subarray(from, to), at);
    at += to - from;
  }
  return made;
}
