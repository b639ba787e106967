import type { DocName } from "../../shared/log/doc-name.ts";
import type { GuardRule } from "../../shared/log/malformed.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { decodeMessage, encodeMessage } from "../../shared/protocol/frames.ts";
import type { Receipt } from "../../shared/protocol/receipt.ts";
import type { Attack } from "../attack.ts";
import { type Ground, returnToGround, Shifts } from "../ground.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";
import { type Breach, breachesOf } from "./breaches.ts";

const promises: { [Rule in GuardRule]: string } = {
  G1: "what is too large, too many or too deep is refused",
  G2: "what is not Yjs V1 with exact numbers is refused",
  G3: "nothing can be deleted, now or later",
  G4: "no GC, Skip, text, type or document gets into a log",
  G5: "nothing is written beside the log's own root",
  G6: "nobody writes under somebody else's clientID",
  G7: "no gap and no other content at clocks that are taken",
  G8: "nothing is put into the past, or after what is not there",
  G9: "an entry is what its schema says, in its sender's name",
  G10: "what the policy does not allow is refused",
};

export const guardAttacks: readonly Attack[] = Object.entries(promises).map(([rule, promise]) => ({
  name: `${rule} on both kinds of socket`,
  group: "guard",
  promise: `[${rule}] ${promise}, wherever it is sent, and leaves nothing behind.`,
  run: (target) => breakRule(target, rule as GuardRule),
}));

async function breakRule(target: Target, rule: GuardRule): Promise<ReturnType<Tries["outcome"]>> {
  const ground = await returnToGround(target);
  const tries = new Tries();
  const watched: DocName[] = [ground.own.chat, ground.own.ticket, ground.foreign.chat, ground.foreign.ticket];
  const before = watched.map((doc) => target.truth.content(doc));
  const seq = target.truth.seq;
  const breaches = breachesOf(ground.mallory, ground.own.chat, ground.counselor.person.id).filter(
    (breach) => breach.rule === rule,
  );
  await onApp(target, ground, breaches, tries);
  await onPlain(target, ground, breaches, tries);
  tries.alsoExpect(target.truth.seq === seq, "the server has accepted something");
  for (const [index, doc] of watched.entries()) {
    const same = Buffer.from(target.truth.content(doc)).equals(Buffer.from(before[index] ?? []));
    tries.alsoExpect(same, `${doc} is not what it was`);
  }
  tries.alsoExpect(target.truth.content(ground.none.chat).length === 2, "a document came into being");
  return tries.outcome(`all refused by ${rule}; foreign and missing documents answered alike`);
}

/** On `/sync`, as update and as step 2, to one's own log, to somebody else's and to none. */
async function onApp(target: Target, ground: Ground, breaches: Breach[], tries: Tries): Promise<void> {
  const shifts = new Shifts(target, ground.malloryAs);
  for (const breach of breaches) {
    const send = async (doc: DocName, type: "update" | "step2" = "update"): Promise<Receipt> => {
      const device = await shifts.next();
      const before = device.messages(doc, "receipt").length;
      device.say(doc, { type, update: breach.update });
      return device.until(
        () => device.messages(doc, "receipt")[before]?.receipt,
        `a receipt for ${breach.name}`,
      );
    };
    for (const type of ["update", "step2"] as const) {
      const own = await send(ground.own.chat, type);
      const rules: (string | undefined)[] = [breach.rule, ...(breach.also ?? [])];
      const held = own.status === "refused" && (own.code === "policy" || rules.includes(own.rule));
      tries.expect(held, `${breach.name} as ${type}: ${told(own)}`);
    }
    const foreign = await send(ground.foreign.chat);
    const none = await send(ground.none.chat);
    tries.expect(foreign.status === "refused", `${breach.name} in a foreign chat: ${told(foreign)}`);
    tries.expect(
      told(foreign) === told(none),
      `${breach.name}: ${told(foreign)} there, ${told(none)} nowhere`,
    );
  }
}

/** On `/sync/<doc>`: permission denied, and the end of the socket. */
async function onPlain(target: Target, ground: Ground, breaches: Breach[], tries: Tries): Promise<void> {
  for (const [index, breach] of breaches.entries()) {
    const doc = index % 3 === 2 ? ground.foreign.chat : ground.own.chat;
    const socket = target.socket(`/sync/${doc}`, ground.malloryAs);
    if (!(await socket.opened())) throw new Error(`/sync/${doc} answered ${socket.refusedWith}`);
    const { update, name } = breach;
    socket.send(encodeMessage({ type: index % 2 === 0 ? "update" : "step2", update }));
    const { code } = await socket.ended();
    tries.expect(code === closeCodes.writeRefused, `${name} on a plain socket ended with ${code}`);
    const last = socket.came.at(-1);
    const denied = last !== undefined && decodeMessage(last).type === "denied";
    tries.alsoExpect(denied, `${name} on a plain socket was not denied`);
  }
}

function told({ client: _client, clock: _clock, ...rest }: Receipt): string {
  return JSON.stringify(rest);
}
