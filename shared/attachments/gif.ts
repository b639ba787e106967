import { Bytes, joined, type Part } from "./bytes.ts";
import { xmpHasPlace } from "./tiff.ts";

type Block = Part & { needed: boolean };

const screenEnd = 13;
const frame = 0x2c;
const extension = 0x21;
const blockEnd = 0x3b;
const loops = ["NETSCAPE2.0", "ANIMEXTS1.0"];

/** Bytes of the colour table that these flags announce. */
function tableLength(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1);
}

/** Where a chain of data blocks ends. */
function afterBlocks(bytes: Bytes, from: number): number {
  for (let at = from; ; ) {
    const length = bytes.uint8(at);
    at += length + 1;
    if (length === 0) return at;
  }
}

/** Where each block begins, the one that ends the picture last (GIF89a, 15–27). @throws RangeError when it is no whole GIF */
function* startsOf(bytes: Bytes): Generator<number> {
  if (!bytes.startsWith("GIF87a") && !bytes.startsWith("GIF89a")) throw new RangeError("no GIF");
  let at = screenEnd + tableLength(bytes.uint8(10));
  for (;;) {
    yield at;
    const introducer = bytes.uint8(at);
    if (introducer === blockEnd) return;
    if (introducer === frame) at = afterBlocks(bytes, at + 10 + tableLength(bytes.uint8(at + 9)) + 1);
    else if (introducer === extension) at = afterBlocks(bytes, at + 2);
    else throw new RangeError("no block");
  }
}

/** @throws RangeError when it is no whole GIF */
function blocksOf(bytes: Bytes): Block[] {
  const starts = [...startsOf(bytes)];
  const blocks = starts.map((from, index) => ({
    from,
    to: starts[index + 1] ?? from + 1,
    needed: bytes.uint8(from) !== extension || isNeeded(bytes, from),
  }));
  return [{ from: 0, to: starts[0] ?? screenEnd, needed: true }, ...blocks];
}

/**
 * Pixels that each frame reaches to. Browsers make room for a first frame that is larger than the screen that the header
 * announces. Frames before the place where a file is broken off count: they are drawn.
 */
export function gifFrames(all: Uint8Array): { width: number; height: number }[] {
  const bytes = new Bytes(all);
  const frames = [];
  try {
    for (const at of startsOf(bytes)) {
      if (bytes.uint8(at) !== frame) continue;
      const number = (offset: number) => bytes.uint16(at + offset, true);
      frames.push({ width: number(1) + number(5), height: number(3) + number(7) });
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return frames;
}

/** Timing and looping are; comments, texts and what programs put in are not. */
function isNeeded(bytes: Bytes, at: number): boolean {
  const label = bytes.uint8(at + 1);
  if (label === 0xf9) return true;
  return label === 0xff && loops.some((name) => bytes.startsWith(name, at + 3));
}

/** The same picture without what is told about it. @throws RangeError when it is no whole GIF */
export function stripGif(all: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined(
    all,
    blocksOf(new Bytes(all)).filter(({ needed }) => needed),
  );
}

/** @throws RangeError when it is no whole GIF */
export function gifHasPlace(all: Uint8Array): boolean {
  const bytes = new Bytes(all);
  return blocksOf(bytes).some(({ from, to, needed }) => !needed && xmpHasPlace(bytes, from, to));
}
