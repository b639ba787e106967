import { randomUUID } from "node:crypto";
import { encodeFrames } from "../../shared/protocol/frames.ts";
import type { Attack } from "../attack.ts";
import { returnToGround } from "../ground.ts";
import { Tries } from "../tries.ts";

const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

/** Control messages that are not ones, or not now. */
const controls: readonly string[] = [
  "",
  "null",
  "[]",
  "{}",
  '"hello"',
  '{"t":"hello"}',
  '{"t":"welcome"}',
  '{"t":"granted","docs":["chat/x"]}',
  '{"t":"__proto__"}',
  '{"__proto__":{"t":"purged","docs":[]}}',
  '{"t":"purged"}',
  '{"t":"purged","docs":"all"}',
  `{"t":"purged","docs":${JSON.stringify(Array.from({ length: 10_001 }, () => "x"))}}`,
  `{"t":"purged","docs":["${"x".repeat(65)}"]}`,
  `{"t":"hello","cursor":-1,"serverId":null,"device":"${randomUUID()}"}`,
  `{"t":"hello","cursor":1e300,"serverId":null,"device":"${randomUUID()}"}`,
  `{"t":"hello","cursor":0,"serverId":null,"device":"'; DROP TABLE devices; --"}`,
  `{"t":"hello","cursor":0,"serverId":null,"device":"${randomUUID()}"}`,
  deep(200_000),
  `{"t":"purged","docs":${deep(100_000)}}`,
  "\0".repeat(10_000),
];

export const talkingOutOfTurn: Attack = {
  name: "control messages out of turn",
  group: "yjs",
  promise:
    "[K1] A control message that is not one, comes twice or is the server's to send ends its socket with 4400.",
  run: async (target) => {
    const { malloryAs, own } = await returnToGround(target);
    const tries = new Tries();
    for (const text of controls) {
      for (const greet of [true, false]) {
        // A first hello that is whole is no attack.
        if (!greet && /"cursor":0,.*-....-/.test(text)) continue;
        const device = await target.device(malloryAs, { greet });
        if (!greet) await device.opened();
        device.socket.send(encodeFrames([{ channel: "control", text }]));
        const { code } = await device.ended();
        tries.expect(code === 4400, `${text.slice(0, 60)} ended with ${code}`);
      }
    }
    const silent = await target.device(malloryAs, { greet: false });
    await silent.opened();
    silent.say(own.chat, { type: "step1", stateVector: new Uint8Array([0]) });
    tries.expect((await silent.ended()).code === 4400, "a step 1 before the hello was answered");
    tries.alsoExpect(silent.messages(own.chat, "step2").length === 0, "content before the hello");
    for (const message of [
      { type: "denied" as const, reason: "denied" },
      { type: "receipt" as const, receipt: { status: "accepted" as const, client: 1, clock: 1, seq: 1 } },
    ]) {
      const device = await target.device(malloryAs);
      device.say(own.chat, message);
      tries.expect((await device.ended()).code === 4400, `${message.type} from a client`);
    }
    for (const data of ["text", "", JSON.stringify({ t: "hello" })]) {
      const socket = target.socket("/sync", malloryAs);
      await socket.opened();
      socket.send(data);
      tries.expect((await socket.ended()).code === 4400, "a text message");
    }
    // Nothing is known of a document from having deleted it.
    const device = await target.device(malloryAs);
    const purges = target.truth.rows("purges");
    device.control({ t: "purged", docs: target.truth.docs().slice(0, 5_000) });
    await device.answered(own.chat);
    tries.expect(target.truth.rows("purges") === purges, "purges of documents never held were recorded");
    return tries.outcome("4400 each; nothing answered before the hello, nothing recorded");
  },
};
