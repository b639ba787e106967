import { encodeFrames } from "../../shared/protocol/frames.ts";
import type { Attack } from "../attack.ts";
import { endedWell } from "../ended-well.ts";
import { returnToGround } from "../ground.ts";
import { Tries } from "../tries.ts";

/** Ways to write the name of a document that one may not read, or of none. */
function namesFor(chat: string, id: string): string[] {
  return [
    chat.toUpperCase(),
    `${chat}/`,
    `/${chat}`,
    `./${chat}`,
    `ticket/../${chat}`,
    `${chat}\0`,
    `${chat}?x`,
    `${chat}#x`,
    ` ${chat}`,
    `${chat}\n`,
    `chat//${id}`,
    `chat\\${id}`,
    chat.replace("/", "%2f"),
    `chat/${id.replaceAll("-", "")}`,
    `chat/{${id}}`,
    `chat/${id}' OR '1'='1`,
    "chat/%",
    "__proto__",
    "constructor",
    "chat/__proto__",
    "chat/",
    "/",
    "..",
    "x".repeat(100_000),
    "\ud800",
    "😀/😀",
  ];
}

export const roomNames: Attack = {
  name: "room names",
  group: "yjs",
  promise:
    "[F6] No way of writing a name opens a document that is not one's own; a name that is none is denied alike.",
  run: async (target) => {
    const { malloryAs, foreign } = await returnToGround(target);
    const tries = new Tries();
    const docs = target.truth.docs().length;
    for (const name of namesFor(foreign.chat, foreign.id)) {
      const device = await target.device(malloryAs);
      device.say(name, { type: "step1", stateVector: new Uint8Array([0]) });
      device.say(name, { type: "queryAwareness" });
      device.say(name, { type: "awareness", update: new Uint8Array([1, 1, 1, 2, 0x7b, 0x7d]) });
      device.say(name, { type: "update", update: new Uint8Array([1, 1, 66, 0, 0, 1, 0]) });
      device.socket.send(
        encodeFrames([{ channel: "control", text: JSON.stringify({ t: "purged", docs: [name] }) }]),
      );
      device.say(foreign.ticket, { type: "step1", stateVector: new Uint8Array([0]) });
      await device.until(
        () => device.closed !== null || device.messages(foreign.ticket, "denied").length > 0,
        "the last answer",
      );
      const given = device.came.some(
        (each) => "doc" in each && (each.message.type === "step2" || each.message.type === "awareness"),
      );
      tries.expect(
        !given && endedWell(device.closed?.code),
        `${JSON.stringify(name.slice(0, 60))} was answered`,
      );
      device.cut();
      for (const path of [name, encodeURIComponent(name.toWellFormed())]) {
        // No client can send these in a path at all.
        if (!/^[\x21\x22\x24-\x7e]+$/.test(path) || path.length > 8_000) continue;
        const socket = target.socket(`/sync/${path}`, malloryAs);
        // What the path may be after it is made canonical is the foreign chat itself, which opens and then denies.
        if (await socket.opened()) await socket.ponged();
        const shown = socket.came.some((bytes) => bytes[0] === 0);
        tries.expect(
          !shown && endedWell(socket.closed?.code === 1006 ? undefined : socket.closed?.code),
          `/sync/${path.slice(0, 60)} was answered`,
        );
        socket.cut();
      }
    }
    tries.alsoExpect(target.truth.docs().length === docs, "a document came into being");
    return tries.outcome("denied, 404, or 4400; no document came into being");
  },
};
