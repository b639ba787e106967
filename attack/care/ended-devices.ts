import { sendMessage } from "../../client/replica/actions.ts";
import type { Replica } from "../../client/replica/database.ts";
import { keepOnlyUnsent } from "../../client/replica/keep-unsent.ts";
import { RealDevice } from "../../simulation/real-device.ts";
import type { Attack } from "../attack.ts";
import { takeGround } from "../ground.ts";
import type { SignedIn } from "../sign-in.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";

const unsent = "these words were never sent";
/** What the server has accepted and somebody with the device would like to read. */
const accepted = ["message 1", "message 2", "hello", "Exams", "Too many", "Cora", "ticket.claimed"] as const;

/** What ends a person's sign-in while their device is connected. */
const ends: Record<string, (target: Target, who: SignedIn) => Promise<unknown>> = {
  "signed out everywhere": (target, who) =>
    fetch(`${target.url}/api/me/sign-out-everywhere`, {
      method: "POST",
      headers: { ...who.headers, origin: target.url, "content-type": "application/json" },
      body: "{}",
    }),
  suspended: (target, { person }) =>
    target.accounts((accounts) => accounts.suspend(person.id, target.honest.admin.person)),
};

/** A device that is lost, and its owner's sign-in ends: what is left in its database? */
export const endedDevices: Attack = {
  name: "a lost device whose sign-in has ended",
  group: "care",
  promise:
    "[K28] On the first word that the sign-in has ended the device deletes all that was accepted; of it nothing can be read in its database, and unsent words stay.",
  run: async (target) => {
    const tries = new Tries();
    for (const [end, work] of Object.entries(ends)) {
      for (const connected of [true, false]) {
        const { malloryAs, own, mallory } = await takeGround(target);
        mallory.cut();
        const device = new RealDevice(`lost ${end} ${connected}`, malloryAs);
        const { replica } = device;
        device.start(target.port);
        await device.synced();
        const before = await everythingIn(replica);
        for (const words of accepted) tries.alsoExpect(before.includes(words), `it never had ${words}`);
        if (!connected) {
          // Written with the line cut: only the device has it.
          await device.stop();
          await sendMessage(device.session, own.id, unsent);
        }
        await work(target, malloryAs);
        if (!connected) device.start(target.port);
        await device.ended();
        // What the app does at that word.
        await keepOnlyUnsent(replica, device.session.me, Date.now());
        const left = await everythingIn(replica);
        const what = `${end}, ${connected ? "connected" : "opened later"}`;
        for (const words of accepted)
          tries.expect(!left.includes(words), `${what}: ${words} is still readable`);
        tries.alsoExpect(connected || left.includes(unsent), `${what}: the unsent words are gone`);
        await device.close();
      }
    }
    return tries.outcome("nothing accepted was readable, and what was not sent stayed");
  },
};

/** All rows of all tables as whoever has the device would read them, bytes as text. */
async function everythingIn(replica: Replica): Promise<string> {
  const rows = await Promise.all(replica.tables.map((table) => table.toArray()));
  return JSON.stringify(rows, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
  );
}
