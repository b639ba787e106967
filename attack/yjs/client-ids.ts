import { encodeAppend } from "../../shared/log/append.ts";
import { newClientId } from "../../shared/log/client-id.ts";
import { writersPerPerson } from "../../shared/log/place.ts";
import type { Attack } from "../attack.ts";
import { counselorClient, takeGround } from "../ground.ts";
import { Tries } from "../tries.ts";

export const takeOver: Attack = {
  name: "taking over a clientID",
  group: "yjs",
  promise:
    "[G6] A clientID is its first owner's: nobody else writes under it, before or after its next clock.",
  run: async (target) => {
    const { mallory, counselor, own } = await takeGround(target);
    const tries = new Tries();
    const say = () => mallory.entry({ type: "chat.message", body: "in your name" });
    for (const clock of [0, 1, 2, 3, 1_000_000]) {
      const receipt = await mallory.push(own.chat, [say()], { client: counselorClient, clock });
      tries.expect(receipt.status === "refused", `clock ${clock} of an honest clientID: ${receipt.status}`);
    }
    // The clientID that an honest device is about to use, taken in another document, is no obstacle to it.
    const next = newClientId();
    const squat = await mallory.push(
      own.request,
      [mallory.entry({ type: "request.edited", title: "mine" })],
      {
        client: next,
      },
    );
    tries.alsoExpect(squat.status === "accepted", "her own request takes her edit");
    const honest = await counselor.push(
      own.chat,
      [counselor.entry({ type: "chat.message", body: "still me" })],
      {
        client: next,
      },
    );
    tries.expect(
      honest.status === "accepted",
      `an honest push under a clientID squatted elsewhere: ${honest.status}`,
    );
    return tries.outcome("every use by another was refused; the owner writes on");
  },
};

/** Pushes that wait for their receipts at the same time. */
const atOnce = 250;
/** Pushes beyond the bound: few, since who is refused too often is cut off. */
const beyond = 5;

export const usedUp: Attack = {
  name: "using up the clientIDs of a chat",
  group: "yjs",
  promise:
    "[K26] A student who writes under as many clientIDs as they can locks nobody else out of the chat.",
  run: async (target) => {
    const { mallory, counselor, own } = await takeGround(target);
    const tries = new Tries();
    const origin = mallory.tail(own.chat);
    const message = () => {
      const entry = mallory.entry({ type: "chat.message", body: "x" });
      return encodeAppend({ client: newClientId(), clock: 0 }, origin, [entry]);
    };
    const receipts = () => mallory.messages(own.chat, "receipt").length;
    // A minute's work: where there is less time, some of them, and the bound itself is held by a property test.
    const most = target.scale === "small" ? atOnce : writersPerPerson;
    for (let sent = 0; sent < most; sent += atOnce) {
      const before = receipts();
      for (let each = 0; each < atOnce; each++) mallory.say(own.chat, { type: "update", update: message() });
      await mallory.until(() => receipts() >= before + atOnce, "receipts");
    }
    for (let sent = 0; most === writersPerPerson && sent < beyond; sent++) {
      const receipt = await mallory.pushHostile(own.chat, message());
      tries.expect(receipt.status === "refused", `one clientID more: ${receipt.status}`);
    }
    const answer = counselor.entry({ type: "chat.message", body: "I can still write" });
    const honest = await counselor.pushHostile(
      own.chat,
      encodeAppend({ client: newClientId(), clock: 0 }, origin, [answer]),
    );
    tries.expect(honest.status === "accepted", `the counselor was ${honest.status}`);
    return tries.outcome(`she wrote under ${most} clientIDs, and the counselor writes on`);
  },
};

export const replays: Attack = {
  name: "replays and other content at known clocks",
  group: "yjs",
  promise: "[G7] What is sent again is there once; the same position never holds something else.",
  run: async (target) => {
    const { mallory, counselor, own } = await takeGround(target);
    const tries = new Tries();
    const client = newClientId();
    const origin = mallory.tail(own.chat);
    const entry = mallory.entry({ type: "chat.message", body: "once" });
    const update = encodeAppend({ client, clock: 0 }, origin, [entry]);
    for (let count = 0; count < 100; count++) {
      const receipt = await mallory.pushHostile(own.chat, update);
      tries.expect(receipt.status === "accepted", `sent again: ${receipt.status}`);
    }
    const index = target.truth.index(own.chat);
    tries.alsoExpect(
      index.filter(({ id }) => id === entry.id).length === 1,
      "it stands there more than once",
    );
    for (const values of [
      [{ ...entry, body: "twice" }],
      [mallory.entry({ type: "chat.message", body: "another" })],
      [
        mallory.entry({ type: "chat.message", body: "another" }),
        mallory.entry({ type: "chat.message", body: "and more" }),
      ],
    ]) {
      const receipt = await mallory.pushHostile(own.chat, encodeAppend({ client, clock: 0 }, origin, values));
      // The same id with other words is answered as the entry that is there, and the other words are dropped.
      const held = receipt.status === "refused" || receipt.status === "accepted";
      tries.expect(held, `other content: ${receipt.status}`);
    }
    await mallory.holds(own.chat, entry.id);
    await counselor.holds(own.chat, entry.id);
    // The bytes of an honest entry, sent by another.
    const theirs = counselor.entries(own.chat)?.find(({ by }) => by === counselor.person.id);
    const stolen = await mallory.push(own.chat, theirs === undefined ? [] : [theirs]);
    tries.expect(stolen.status === "refused", `an honest entry sent by another: ${stolen.status}`);
    const bodies = (each: typeof mallory) => JSON.stringify(each.entries(own.chat));
    tries.alsoExpect(bodies(mallory) === bodies(counselor), "replicas differ");
    tries.alsoExpect(!bodies(counselor).includes("twice"), "other words took the place of the first");
    return tries.outcome("there once; other content refused or dropped; replicas alike");
  },
};
