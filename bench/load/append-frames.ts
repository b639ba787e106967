import type { Entry } from "../../shared/entries/entry.ts";
import { encodeAppend, type Position } from "../../shared/log/append.ts";
import { clientFrame } from "./raw-socket.ts";

/** Puts an update into the message of a peer's protocol; the update stands at its end. */
export type Envelope = (update: Uint8Array) => Uint8Array;

const hex = Buffer.from("0123456789abcdef", "latin1");
/** Hex digits at the end of an id that count the entries of one writer. */
const countedDigits = 8;

/**
 * One writer's appends to one log as finished WebSocket frames: each continues the last. Encoded once and then only its
 * numbers changed, so that the load spends nothing on what is not measured.
 */
export class AppendFrames {
  readonly client: number;
  /** The clock of the next entry. */
  clock = 0;
  readonly #entry: Entry;
  readonly #envelope: Envelope;
  readonly #base: Position;
  #template: Buffer | null = null;
  #widths = "";
  #clockAt = 0;
  #originAt = 0;
  #idAt = 0;

  /**
   * @param entry a valid entry; every append is this one with another id
   * @param base the entry that the first append continues
   */
  constructor(options: { client: number; entry: Entry; base: Position; envelope: Envelope }) {
    this.client = options.client;
    this.#entry = options.entry;
    this.#base = options.base;
    this.#envelope = options.envelope;
  }

  next(): Buffer {
    const clock = this.clock++;
    if (clock === 0) return clientFrame(this.#envelope(this.#update(0)));
    const widths = `${widthOf(clock)} ${widthOf(clock - 1)}`;
    if (this.#template === null || this.#widths !== widths) this.#make(clock, widths);
    const frame = Buffer.from(this.#template ?? []);
    writeVarUint(frame, this.#clockAt, clock);
    writeVarUint(frame, this.#originAt, clock - 1);
    let rest = clock;
    for (let digit = countedDigits - 1; digit >= 0; digit--, rest >>>= 4) {
      frame[this.#idAt + digit] = hex[rest & 15] ?? 0;
    }
    return frame;
  }

  #make(clock: number, widths: string): void {
    const update = this.#update(clock);
    const frame = clientFrame(this.#envelope(update));
    const start = frame.length - update.length;
    this.#template = frame;
    this.#widths = widths;
    // 1 client, 1 item, the client, the clock, the info byte, the origin's client, the origin's clock.
    this.#clockAt = start + 2 + widthOf(this.client);
    this.#originAt = this.#clockAt + widthOf(clock) + 1 + widthOf(this.client);
    const id = idAt(this.#entry.id, clock);
    this.#idAt = frame.indexOf(id, start, "latin1") + id.length - countedDigits;
  }

  #update(clock: number): Uint8Array {
    const origin = clock === 0 ? this.#base : { client: this.client, clock: clock - 1 };
    return encodeAppend({ client: this.client, clock }, origin, [
      { ...this.#entry, id: idAt(this.#entry.id, clock) },
    ]);
  }
}

function idAt(id: string, clock: number): string {
  return id.slice(0, -countedDigits) + clock.toString(16).padStart(countedDigits, "0");
}

function widthOf(value: number): number {
  let width = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) width++;
  return width;
}

function writeVarUint(bytes: Buffer, at: number, value: number): void {
  let rest = value;
  let place = at;
  while (rest > 127) {
    bytes[place++] = 128 | (rest & 127);
    rest = Math.floor(rest / 128);
  }
  bytes[place] = rest;
}
