import * as Y from "yjs";
import type { Attack } from "../attack.ts";
import { takeGround } from "../ground.ts";
import { Tries } from "../tries.ts";

/** Milliseconds in which honest people get a word through meanwhile; unbounded it took minutes. */
const wordWithinMs = 15_000;
/** Step 1s that may wait to be answered, and more than may. */
const [fewEnough, tooMany] = [400, 1_500];
const inOneMessage = 100;
/** Entries of one push of about 220 kB. */
const entriesOfPush = 27;

export const greatReads: Attack = {
  name: "a great document, again and again",
  group: "yjs",
  promise:
    "[K1] Asking in a few bytes for what takes megabytes to read, as often as may wait, keeps nobody waiting for long.",
  run: async (target) => {
    const { mallory, malloryAs, own } = await takeGround(target);
    const tries = new Tries();
    const pushes = target.scale === "small" ? 12 : 40;
    for (let count = 1; count <= pushes; count++) {
      const entries = Array.from({ length: entriesOfPush }, () =>
        mallory.entry({ type: "chat.message", body: "x".repeat(8_000) }),
      );
      const receipt = await mallory.push(own.chat, entries);
      if (receipt.status !== "accepted") throw new Error(`a large push was ${receipt.status}`);
      await mallory.holds(own.chat, entries.at(-1)?.id ?? "");
    }
    const device = await target.device(malloryAs);
    const ask = (stateVector: Uint8Array, times: number) => {
      const step1 = { channel: "doc", doc: own.chat, message: { type: "step1", stateVector } } as const;
      for (let sent = 0; sent < times; sent += inOneMessage)
        device.send(...Array.from({ length: inOneMessage }, () => step1));
      tries.count(times);
    };
    const word = async () => {
      const took = await target.honest.talk();
      tries.alsoExpect(took < wordWithinMs, `honest people waited ${Math.round(took)} ms`);
      return took;
    };
    // All of it is known, and then nothing: an answer that is short, and one that is as long as they come.
    ask(Y.encodeStateVector(mallory.doc(own.chat)), fewEnough);
    const took = await word();
    ask(new Uint8Array([0]), tooMany);
    const { code } = await device.ended();
    tries.alsoExpect(code === 4429, `the socket ended with ${code}`);
    const then = await word();
    return tries.outcome(
      `4429; honest people had their word through in ${Math.round(took)} and ${Math.round(then)} ms`,
    );
  },
};
