import { Bytes, joined, type Part } from "./bytes.ts";
import { xmpHasPlace } from "./tiff.ts";

type Block = Part & { needed: boolean };

const screenEnd = 13;
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

/** GIF89a, 15–26. @throws RangeError when it is no whole GIF */
function blocksOf(bytes: Bytes): Block[] {
  if (!bytes.startsWith("GIF87a") && !bytes.startsWith("GIF89a")) throw new RangeError("no GIF");
  let at = screenEnd + tableLength(bytes.uint8(10));
  const blocks: Block[] = [{ from: 0, to: at, needed: true }];
  for (;;) {
    const from = at;
    const introducer = bytes.uint8(at);
    if (introducer === 0x3b) {
      blocks.push({ from, to: from + 1, needed: true });
      return blocks;
    }
    let needed = true;
    if (introducer === 0x2c) {
      at = afterBlocks(bytes, at + 10 + tableLength(bytes.uint8(at + 9)) + 1);
    } else if (introducer === 0x21) {
      needed = isNeeded(bytes, at);
      at = afterBlocks(bytes, at + 2);
    } else {
      throw new RangeError("no block");
    }
    blocks.push({ from, to: at, needed });
  }
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
