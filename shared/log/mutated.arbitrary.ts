import type { Random } from "../random.arbitrary.ts";
import { joined, notANumber, unending } from "./wire.arbitrary.ts";

/** Bytes of a varUint that is one step longer than it has to be: the same number, written otherwise. */
function padded(byte: number): number[] {
  return [byte | 0x80, 0];
}

/**
 * Bytes changed at random: cut, repeated, flipped, swapped, spliced with another's, their numbers written otherwise.
 * @param another makes honest bytes of the same kind, to splice with
 */
export function mutated(bytes: Uint8Array, random: Random, another: () => Uint8Array): Uint8Array {
  if (bytes.length === 0) return new Uint8Array([random.below(256)]);
  const at = random.below(bytes.length);
  const changed = Uint8Array.from(bytes);
  const [before, byte, after] = [bytes.subarray(0, at), bytes[at] ?? 0, bytes.subarray(at + 1)];
  switch (random.below(11)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return joined(bytes, [random.below(256)]);
    case 2:
      changed[at] = random.pick([0, 1, 127, 128, 255]);
      return changed;
    case 3:
      changed[at] = byte + 1;
      return changed;
    case 4: {
      const end = at + random.below(bytes.length - at + 1);
      return joined(bytes.subarray(0, end), bytes.subarray(at, end), bytes.subarray(end));
    }
    case 5: {
      const other = another();
      return joined(before, other.subarray(random.below(other.length)));
    }
    case 6:
      return joined(before, random.pick([notANumber, unending]), after);
    case 7:
      return joined(before, padded(byte), after);
    case 8: {
      const other = random.below(bytes.length);
      changed[at] = bytes[other] ?? 0;
      changed[other] = byte;
      return changed;
    }
    case 9:
      return joined(before, after);
    default:
      for (let flips = 0; flips <= random.below(3); flips++) {
        const place = random.below(bytes.length);
        changed[place] = (changed[place] ?? 0) ^ (1 << random.below(8));
      }
      return changed;
  }
}
