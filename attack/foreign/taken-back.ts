import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as Y from "yjs";
import { newClientId } from "../../shared/log/client-id.ts";
import type { Attack } from "../attack.ts";
import { takeGround } from "../ground.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";

/** How long the server may take to empty its journal, and how often that is looked at, ms. */
const gone = { within: 20_000, every: 200 } as const;

export const takenBack: Attack = {
  group: "foreign",
  name: "taken-back",
  promise:
    "The words of a message that was taken back are in no answer and no file, and nothing brings them back.",
  run: async (target) => {
    const tries = new Tries();
    const { mallory, counselor, malloryAs, counselorAs, own } = await takeGround(target);
    const words = `taken-back-${crypto.randomUUID()}`;
    const message = mallory.entry({ type: "chat.message", body: words });
    const sent = { client: newClientId(), clock: 0, origin: mallory.tail(own.chat) };
    await mallory.push(own.chat, [message], sent);
    await counselor.holds(own.chat, message.id);
    const kept = counselor.snapshot();

    const notTheirs = counselor.entry({ type: "chat.redacted", message: message.id });
    tries.expect((await counselor.push(own.chat, [notTheirs])).status === "refused", "another took it back");
    await mallory.write(own.chat, { type: "chat.redacted", message: message.id });

    // Its own bytes again, the same entry elsewhere, and by another who still has it.
    await mallory.push(own.chat, [message], sent);
    await mallory.push(own.chat, [message]);
    await counselor.push(own.chat, [message]);
    const whole = kept.base.get(own.chat) ?? new Uint8Array();
    tries.alsoExpect(Buffer.from(whole).includes(words), "the counselor had the words");
    await counselor.pushHostile(own.chat, whole);
    for (const who of [malloryAs, counselorAs]) {
      const device = await target.device(who);
      await device.answered(own.chat);
      const told = device.came.some(
        (each) =>
          "doc" in each && "update" in each.message && Buffer.from(each.message.update).includes(words),
      );
      tries.expect(!told, `${who.person.role} is told the words again`);
      const read = Buffer.from(Y.encodeStateAsUpdate(device.doc(own.chat)));
      tries.expect(!read.includes(words), `${who.person.role} reads the words again`);
    }
    tries.expect(await leaveFiles(target, words), "the words are in a file of the server's");
    return tries.outcome("the words are nowhere");
  },
};

async function leaveFiles({ dataDir }: Target, words: string): Promise<boolean> {
  const until = performance.now() + gone.within;
  while (performance.now() < until) {
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    if (!files.some((file) => readFileSync(path.join(file.parentPath, file.name)).includes(words)))
      return true;
    await new Promise((resolve) => setTimeout(resolve, gone.every));
  }
  return false;
}
