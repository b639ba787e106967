import * as Y from "yjs";
import { mutated } from "../../shared/log/mutated.arbitrary.ts";
import { joined, unending } from "../../shared/log/wire.arbitrary.ts";
import { randomOf } from "../../shared/random.arbitrary.ts";
import type { Attack } from "../attack.ts";
import { returnToGround, Shifts } from "../ground.ts";
import { Tries } from "../tries.ts";

export const versionTwo: Attack = {
  name: "updates in V2",
  group: "yjs",
  promise: "[G2] V2 is never decoded, whose run lengths can keep a decoder busy for ever.",
  run: async (target) => {
    const { malloryAs, own } = await returnToGround(target);
    const tries = new Tries();
    const random = randomOf(target.seed);
    const shifts = new Shifts(target, malloryAs);
    const seq = target.truth.seq;
    const doc = new Y.Doc();
    doc.getArray("log").push([{ type: "chat.message", body: "hello" }]);
    const honest = Y.encodeStateAsUpdateV2(doc);
    const most = target.scale === "small" ? 60 : 400;
    for (let count = 0; count < most; count++) {
      const at = random.below(honest.length);
      const update =
        count % 3 === 0
          ? joined(honest.slice(0, at), unending, honest.slice(at + 1))
          : mutated(honest, random, () => honest);
      const mallory = await shifts.next();
      const receipt = await mallory.pushHostile(count % 2 === 0 ? own.chat : own.notes, update);
      // Two zeros say nothing, in either version.
      tries.expect(receipt.status !== "stale" && target.truth.seq === seq, `V2 was ${receipt.status}`);
    }
    return tries.outcome("none was read as anything");
  },
};
