import type { Draft } from "../../shared/entries/entry.ts";
import { encodeAppend } from "../../shared/log/append.ts";
import { newClientId } from "../../shared/log/client-id.ts";
import { updateLimits } from "../../shared/log/limits.ts";
import type { TestDevice } from "../../sync-server/sync/test-device.ts";
import type { Attack } from "../attack.ts";
import { takeGround } from "../ground.ts";
import { Tries } from "../tries.ts";

/** Room in an update for what is not entries, bytes. */
const aside = 4_096;
/** Pushes after which a log should long be full: a student's half of a chat takes 67. */
const pushesAtMost = 120;

export const usedUpRoom: Attack = {
  name: "filling a log",
  group: "yjs",
  promise: "[K22] Whoever fills a log, student or counselor, the others can still write in it.",
  run: async (target) => {
    const { mallory, counselor, own } = await takeGround(target);
    const tries = new Tries();
    const triage: Draft = { type: "ticket.triaged", urgency: "low" };
    const edit: Draft = { type: "ticket.edited", mode: "video" };
    const say: Draft = { type: "chat.message", body: "x".repeat(7_500) };
    const pushed: string[] = [];
    const full = async (device: TestDevice, doc: string, draft: Draft) => {
      const pushes = await fill(device, doc, draft);
      tries.alsoExpect(pushes < pushesAtMost, `${device.person.role} found no end of ${doc}`);
      pushed.push(`${device.person.role} ${pushes}`);
    };
    const writes = async (device: TestDevice, doc: string, draft: Draft, of: TestDevice) => {
      await device.until(() => device.tail(doc)?.clock === of.tail(doc)?.clock, "the whole log");
      const { receipt } = await device.write(doc, draft);
      tries.expect(receipt.status === "accepted", `${device.person.role} in ${doc}: ${receipt.status}`);
    };
    await full(counselor, own.ticket, triage);
    await writes(mallory, own.ticket, edit, counselor);
    if (target.scale !== "small") {
      await full(counselor, own.chat, say);
      await writes(mallory, own.chat, { type: "chat.message", body: "still here" }, counselor);
      await full(mallory, own.chat, say);
    }
    await full(mallory, own.ticket, edit);
    return tries.outcome(`full after so many pushes: ${pushed.join(", ")}`);
  },
};

/** Pushes as much as the log takes of one entry again and again. Returns how many pushes that were. */
async function fill(device: TestDevice, doc: string, draft: Draft): Promise<number> {
  const client = newClientId();
  const size = encodeAppend({ client, clock: 0 }, null, [device.entry(draft)]).length;
  const most = Math.min(updateLimits.entries, Math.floor((updateLimits.bytes - aside) / size));
  let clock = 0;
  let origin = device.tail(doc);
  let count = most;
  for (let pushes = 0; pushes < pushesAtMost; pushes++) {
    const entries = Array.from({ length: count }, () => device.entry(draft));
    const receipt = await device.pushHostile(doc, encodeAppend({ client, clock }, origin, entries));
    if (receipt.status === "accepted") {
      clock += count;
      origin = { client, clock: clock - 1 };
    } else if (receipt.rule === "G1" && count > 1) count = Math.floor(count / 2);
    else if (receipt.rule === "G1") {
      await device.until(() => clock === 0 || device.tail(doc)?.client === client, "its own entries");
      return pushes;
    } else throw new Error(`a fair entry was ${receipt.status} by ${receipt.rule}`);
  }
  return pushesAtMost;
}
