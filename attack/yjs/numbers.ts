import * as encoding from "lib0/encoding";
import { joined, notANumber, unending } from "../../shared/log/wire.arbitrary.ts";
import { encodeFrames } from "../../shared/protocol/frames.ts";
import type { Attack } from "../attack.ts";
import { endedWell } from "../ended-well.ts";
import { returnToGround } from "../ground.ts";
import { Tries } from "../tries.ts";

/** Numbers that lib0 reads as NaN, as Infinity (which it would then write for ever), or rounded. */
const numbers: readonly (readonly number[])[] = [
  notANumber,
  unending,
  [...new Array<number>(120).fill(0x80), 1],
  [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20],
];

function text(value: string): Uint8Array {
  return encoding.encode((encoder) => encoding.writeVarString(encoder, value));
}
function bytes(value: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => encoding.writeVarUint8Array(encoder, value));
}

/** Messages about a document with the number in every place that one stands in. */
function messagesWith(number: readonly number[]): Uint8Array[] {
  const update = (body: Uint8Array) => joined([0, 2], bytes(body));
  const awareness = (body: Uint8Array) => joined([1], bytes(body));
  const item = joined([8, 1, 3], new TextEncoder().encode("log"), [1, 126]);
  return [
    joined(number),
    joined([0], number),
    joined([0, 2], number),
    joined([1], number),
    joined([2], number),
    joined([2, 0], number),
    joined([4], number),
    joined([4, 0], number, [0], text("{}")),
    joined([0, 0], bytes(joined(number))),
    joined([0, 0], bytes(joined([1], number, [1]))),
    joined([0, 0], bytes(joined([1, 66], number))),
    update(joined(number)),
    update(joined([1], number, [66, 0], item, [0])),
    update(joined([1, 1], number, [0], item, [0])),
    update(joined([1, 1, 66], number, item, [0])),
    update(joined([1, 1, 66, 0, 0], number, [0])),
    update(joined([1, 1, 66, 0, 10], number, [0])),
    update(joined([1, 1, 66, 0, 1], number, [0])),
    update(joined([1, 1, 66, 0, 0x88], number, [0, 1, 126, 0])),
    update(joined([1, 1, 66, 0], item, [1], number, [1, 0, 1])),
    update(joined([1, 1, 66, 0], item, [1, 66, 1, 0], number)),
    awareness(joined(number)),
    awareness(joined([1], number, [1], text("{}"))),
    awareness(joined([1, 66], number, text("{}"))),
    awareness(joined([1, 66, 1], number)),
  ];
}

export const endlessNumbers: Attack = {
  name: "numbers without end",
  group: "yjs",
  promise:
    "[K1] A number that is no number, or that would be written for ever, stops nothing wherever it stands.",
  run: async (target) => {
    const { own, foreign, malloryAs } = await returnToGround(target);
    const tries = new Tries();
    const small = target.scale === "small";
    for (const number of small ? [unending] : numbers) {
      for (const message of messagesWith(number)) {
        for (const doc of small ? [own.chat] : [own.chat, foreign.ticket, "no document"]) {
          const socket = (await target.device(malloryAs)).socket;
          socket.send(joined(text(doc), bytes(message)));
          tries.expect(await answers(target.url), `no answer after [${message.slice(0, 12).join(",")}]`);
          socket.terminate();
        }
        const plain = target.socket(`/sync/${own.chat}`, malloryAs);
        await plain.opened();
        plain.send(message);
        await plain.ponged();
        tries.expect(endedWell(plain.closed?.code), `a plain socket ended with ${plain.closed?.code}`);
        plain.cut();
      }
      // And in the envelope: the lengths of a frame's name and message.
      for (const frame of [joined(number), joined(text(own.chat), number), joined(number, [0])]) {
        const device = await target.device(malloryAs);
        device.socket.send(frame);
        tries.expect((await device.ended()).code === 4400, "a frame of no length is a bad frame");
      }
    }
    const device = await target.device(malloryAs);
    device.socket.send(encodeFrames([{ channel: "control", text: '{"t":"purged","docs":[1e999]}' }]));
    tries.expect((await device.ended()).code === 4400, "a control message with Infinity is a bad frame");
    return tries.outcome("each was refused or ended its own socket; the server answered after each");
  },
};

/** A server whose one thread is caught answers nothing. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(20_000) })).ok;
  } catch {
    return false;
  }
}
