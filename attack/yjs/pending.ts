import { encodeAppend } from "../../shared/log/append.ts";
import { newClientId } from "../../shared/log/client-id.ts";
import type { Attack } from "../attack.ts";
import { returnToGround, Shifts } from "../ground.ts";
import { Tries } from "../tries.ts";

export const pendingGrowth: Attack = {
  name: "structs that wait for what never comes",
  group: "yjs",
  promise: "[G7][G8] Clock gaps and unknown origins are refused: no replica and no row keeps them waiting.",
  run: async (target) => {
    const { malloryAs, own } = await returnToGround(target);
    const tries = new Tries();
    const shifts = new Shifts(target, malloryAs);
    const rows = target.truth.rows("updates");
    const most = target.scale === "small" ? 60 : 600;
    for (let count = 0; count < most; count++) {
      const mallory = await shifts.next();
      const client = newClientId();
      const entry = mallory.entry({ type: "chat.message", body: "x".repeat(4_000) });
      const at = count % 2 === 0 ? { client, clock: 1 + count } : { client, clock: 0 };
      const origin = count % 2 === 0 ? mallory.tail(own.chat) : { client: client + 1, clock: count };
      const receipt = await mallory.pushHostile(own.chat, encodeAppend(at, origin, [entry]));
      tries.expect(receipt.status === "refused", `${receipt.status} with a gap`);
    }
    tries.alsoExpect(target.truth.rows("updates") === rows, "rows were stored");
    return tries.outcome("all refused, not a row more");
  },
};
