import * as encoding from "lib0/encoding";
import { joined, notANumber, unending } from "../../shared/log/wire.arbitrary.ts";
import type { Attack } from "../attack.ts";
import { endedWell } from "../ended-well.ts";
import { returnToGround } from "../ground.ts";
import { Tries } from "../tries.ts";

function vectorOf(clients: number, clock: number): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, clients);
    for (let client = 0; client < clients; client++) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
    }
  });
}

export const stateVectors: Attack = {
  name: "state vectors that lie",
  group: "yjs",
  promise: "[K1] A state vector of any size or content is answered or ends its own socket, in bounded time.",
  run: async (target) => {
    const { malloryAs, own, foreign } = await returnToGround(target);
    const tries = new Tries();
    const vectors = [
      new Uint8Array(),
      new Uint8Array([0]),
      new Uint8Array([255, 255, 255, 255, 127]),
      vectorOf(1_000, 2 ** 50),
      vectorOf(60_000, 0),
      vectorOf(250_000, 1),
      joined([1], unending, [1]),
      joined([1, 66], unending),
      joined([1], notANumber, notANumber),
      joined(unending),
      joined(vectorOf(3, 1), [1, 2, 3]),
    ];
    for (const stateVector of vectors) {
      for (const doc of [own.chat, own.request, foreign.chat]) {
        const device = await target.device(malloryAs);
        device.say(doc, { type: "step1", stateVector });
        await device.until(
          () =>
            device.closed !== null ||
            device.messages(doc, "step2").length + device.messages(doc, "denied").length > 0,
          "an answer",
        );
        tries.expect(endedWell(device.closed?.code), `the socket ended with ${device.closed?.code}`);
        const leaked = doc === foreign.chat && device.messages(doc, "step2").length > 0;
        tries.alsoExpect(!leaked, "a foreign chat was given out");
        device.cut();
      }
    }
    // As many as three messages hold: past its allowance the socket is closed.
    const device = await target.device(malloryAs);
    const steps = Array.from({ length: 3_000 }, () => ({
      channel: "doc" as const,
      doc: own.chat,
      message: { type: "step1" as const, stateVector: new Uint8Array([0]) },
    }));
    for (let from = 0; from < steps.length; from += 1_000) device.send(...steps.slice(from, from + 1_000));
    tries.count(steps.length);
    const { code } = await device.ended();
    tries.alsoExpect(code === 4429 || code === 4408, `3,000 step 1 at once ended with ${code}`);
    return tries.outcome("answered, or 4400; three thousand at once 4429 or 4408");
  },
};
