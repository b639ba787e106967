import { docName } from "../../shared/log/doc-name.ts";
import { encodeMessage } from "../../shared/protocol/frames.ts";
import { awarenessOf, type State, statesOf } from "../../sync-server/sync/test-awareness.ts";
import type { TestDevice } from "../../sync-server/sync/test-device.ts";
import type { Attack } from "../attack.ts";
import { endedWell } from "../ended-well.ts";
import { takeGround } from "../ground.ts";
import { Tries } from "../tries.ts";

/** Everything a device has been told of who is in a document. */
function seen(device: TestDevice, doc: string): State[] {
  return device.messages(doc, "awareness").flatMap(({ update }) => statesOf(update));
}

/** Waits until a state of this mark has come: what was sent before it has come too, or will not. */
function marked(device: TestDevice, doc: string, mark: string): Promise<true> {
  return device.until(
    () => seen(device, doc).some(({ state }) => JSON.stringify(state)?.includes(mark)) || null,
    mark,
  );
}

const spoofing: Attack = {
  name: "being somebody else",
  group: "awareness",
  promise:
    "[K6] Whatever a state says of its user, readers see its sender; another socket's clientID cannot be spoken for or sent away.",
  run: async (target) => {
    const { mallory, malloryAs, counselor, own } = await takeGround(target);
    const tries = new Tries();
    const honestId = 77;
    const { person } = counselor;
    counselor.say(own.chat, {
      type: "awareness",
      update: awarenessOf({ client: honestId, clock: 5, state: { user: {}, typing: true } }),
    });
    await mallory.until(
      () => seen(mallory, own.chat).some(({ client }) => client === honestId) || null,
      "the honest state",
    );
    const user = { id: person.id, name: person.name, role: "admin" };
    const lies: State[] = [
      { client: honestId, clock: 6, state: { user } },
      { client: honestId, clock: 2 ** 40, state: null },
      { client: honestId, clock: Number.MAX_SAFE_INTEGER, state: { user } },
      { client: 501, clock: 1, state: { user, mark: 1 } },
      { client: 502, clock: 1, state: { user: [user], mark: 2 } },
      { client: 503, clock: 1, state: { user: "x", id: person.id, name: person.name } },
      { client: 504, clock: 1, state: { user: { ...user, color: "url(https://evil.example)" } } },
    ];
    for (const lie of lies) mallory.say(own.chat, { type: "awareness", update: awarenessOf(lie) });
    for (const state of [[], "words", 7, true]) {
      mallory.say(own.chat, { type: "awareness", update: awarenessOf({ client: 505, clock: 1, state }) });
    }
    // The same from a plain socket, which is another member.
    const plain = target.socket(`/sync/${own.chat}`, malloryAs);
    await plain.opened();
    for (const lie of lies) plain.send(encodeMessage({ type: "awareness", update: awarenessOf(lie) }));
    await plain.ponged();
    tries.count(2 * lies.length + 4);
    mallory.say(own.chat, {
      type: "awareness",
      update: awarenessOf({ client: 599, clock: 1, state: { mark: "the end" } }),
    });
    await marked(counselor, own.chat, "the end");
    for (const { client, state } of seen(counselor, own.chat)) {
      const told = JSON.stringify(state) ?? "";
      tries.alsoExpect(client !== honestId, `mallory spoke for the honest clientID: ${told.slice(0, 80)}`);
      tries.alsoExpect(
        state === null || told.includes(mallory.person.id),
        `seen as nobody: ${told.slice(0, 80)}`,
      );
      const userSeen =
        typeof state === "object" && state !== null && "user" in state ? JSON.stringify(state.user) : "";
      tries.alsoExpect(
        !userSeen.includes(person.id) && !userSeen.includes("admin") && !userSeen.includes("evil"),
        `seen as ${userSeen}`,
      );
    }
    // The honest state stands, and its owner can go on from it.
    counselor.say(own.chat, {
      type: "awareness",
      update: awarenessOf({ client: honestId, clock: 6, state: { mark: "still here" } }),
    });
    await marked(mallory, own.chat, "still here");
    return tries.outcome("seen as the sender, or not at all; the honest state stands");
  },
};

const elsewhere: Attack = {
  name: "being where one may not read",
  group: "awareness",
  promise: "[K6] Presence of a document one may not read is neither seen nor written, also by asking for it.",
  run: async (target) => {
    const { mallory, foreign, none } = await takeGround(target);
    const tries = new Tries();
    const { student } = target.honest;
    const { counselor } = target.honest;
    counselor.say(foreign.chat, {
      type: "awareness",
      update: awarenessOf({ client: 88, clock: 1, state: { mark: "honest" } }),
    });
    await marked(student, foreign.chat, "honest");
    for (const doc of [
      foreign.ticket,
      foreign.request,
      foreign.chat,
      foreign.notes,
      none.chat,
      docName("ticket", none.id),
    ]) {
      mallory.say(doc, {
        type: "awareness",
        update: awarenessOf({ client: 601, clock: 1, state: { mark: "hostile" } }),
      });
      mallory.say(doc, { type: "awareness", update: awarenessOf({ client: 88, clock: 9, state: null }) });
      mallory.say(doc, { type: "queryAwareness" });
      tries.count(3);
      await mallory.answered(doc);
      tries.alsoExpect(seen(mallory, doc).length === 0, `presence of ${doc} was shown`);
    }
    counselor.say(foreign.chat, {
      type: "awareness",
      update: awarenessOf({ client: 88, clock: 2, state: { mark: "honest still" } }),
    });
    await marked(student, foreign.chat, "honest still");
    const told = JSON.stringify([seen(student, foreign.chat), seen(counselor, foreign.chat)]);
    tries.alsoExpect(!told.includes("hostile"), "honest people saw a stranger");
    return tries.outcome("nothing was shown and nothing passed on");
  },
};

const poison: Attack = {
  name: "floods, giants and clocks at their end",
  group: "awareness",
  promise:
    "[K1][K6] Presence in any size, number or order ends the sender's socket at most, and keeps no more than its bound.",
  run: async (target) => {
    const { mallory, malloryAs, counselor, own } = await takeGround(target);
    const tries = new Tries();
    const large = "x".repeat(4_000);
    const many = (count: number, state: unknown) =>
      awarenessOf(
        ...Array.from({ length: count }, (_, client) => ({ client: 1_000 + client, clock: 1, state })),
      );
    for (const update of [
      new Uint8Array(),
      new Uint8Array([1]),
      many(501, {}),
      many(1, "x".repeat(5_000)),
      many(200, { large }),
      awarenessOf({ client: 1, clock: Number.MAX_SAFE_INTEGER, state: {} }),
      awarenessOf({ client: Number.MAX_SAFE_INTEGER, clock: 1, state: {} }),
      new Uint8Array([1, 1, 1, 3, 0x7b, 0x22, 0x7d]),
      new Uint8Array([1, 1, 1, 2, 0xc3, 0x28]),
      awarenessOf({ client: 1, clock: 1, state: JSON.parse('{"__proto__":{"polluted":true}}') }),
      awarenessOf({ client: 2, clock: 1, state: JSON.parse(`${"[".repeat(1_500)}${"]".repeat(1_500)}`) }),
    ]) {
      const device = await target.device(malloryAs);
      device.say(own.chat, { type: "awareness", update });
      device.say(own.chat, { type: "step1", stateVector: new Uint8Array([0]) });
      await device.until(
        () => device.closed !== null || device.messages(own.chat, "step2").length > 0,
        "an answer",
      );
      tries.expect(endedWell(device.closed?.code), `the socket ended with ${device.closed?.code}`);
      device.cut();
    }
    const flood = target.scale === "small" ? 500 : 20_000;
    for (let count = 0; count < flood; count++) {
      mallory.say(own.chat, {
        type: "awareness",
        update: awarenessOf({ client: 2_000 + (count % 40), clock: count, state: { large } }),
      });
    }
    tries.count(flood);
    await mallory.answered(own.chat);
    const late = await target.device(await target.signIn({ ...malloryAs, person: counselor.person }));
    late.say(own.chat, { type: "queryAwareness" });
    await late.answered(own.chat);
    const clients = new Set(seen(late, own.chat).map(({ client }) => client));
    tries.alsoExpect(clients.size <= 16, `${clients.size} clientIDs of one socket are kept`);
    tries.alsoExpect(!("polluted" in {}), "a prototype was written to");
    return tries.outcome("4400 or dropped; at most 16 clientIDs of one socket in a document");
  },
};

export const awarenessAttacks: readonly Attack[] = [spoofing, elsewhere, poison];
