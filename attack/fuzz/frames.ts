import { randomUUID } from "node:crypto";
import * as Y from "yjs";
import { encodeAppend } from "../../shared/log/append.ts";
import { type DocName, docKinds, isLog, kindOf } from "../../shared/log/doc-name.ts";
import { mutated } from "../../shared/log/mutated.arbitrary.ts";
import { standing } from "../../shared/log/world.arbitrary.ts";
import type { ControlUp } from "../../shared/protocol/control.ts";
import { type DocMessage, encodeFrames, encodeMessage, type Frame } from "../../shared/protocol/frames.ts";
import { type Random, randomOf } from "../../shared/random.arbitrary.ts";
import { awarenessOf } from "../../sync-server/sync/test-awareness.ts";
import type { TestDevice } from "../../sync-server/sync/test-device.ts";
import type { Attack } from "../attack.ts";
import { endedWell } from "../ended-well.ts";
import { takeGround } from "../ground.ts";
import type { Docs } from "../honest.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";

/** Frames sent in a row before an answer is waited for: how a socket that reads slowly is attacked is another matter. */
const inARow = 16;

function honestMessage(device: TestDevice, doc: DocName, random: Random): DocMessage {
  const client = 3_000 + random.below(4_000);
  const entry =
    kindOf(doc) === "ticket"
      ? device.entry({ type: "ticket.edited", mode: random.pick(["video", "chat"]) })
      : kindOf(doc) === "request"
        ? device.entry({ type: "request.edited", title: `t${random.below(1_000)}` })
        : device.entry({ type: "chat.message", body: `m${random.below(1_000)}` });
  const update = encodeAppend({ client, clock: 0 }, device.tail(doc), [entry]);
  const vector = Y.encodeStateVector(device.doc(doc));
  return random.pick<DocMessage>([
    { type: "update", update },
    { type: "update", update },
    { type: "update", update },
    { type: "step2", update },
    { type: "step1", stateVector: vector },
    { type: "awareness", update: awarenessOf({ client, clock: 1, state: { typing: true } }) },
    { type: "queryAwareness" },
  ]);
}

function honestFrame(device: TestDevice, docs: Docs, random: Random): Frame {
  if (random.oneIn(12)) {
    const hello: ControlUp = { t: "hello", cursor: 0, serverId: null, device: randomUUID() };
    const purged: ControlUp = { t: "purged", docs: [docs.chat] };
    return { channel: "control", text: JSON.stringify(random.pick<ControlUp>([hello, purged])) };
  }
  const doc = docs[random.pick(docKinds)];
  return { channel: "doc", doc, message: honestMessage(device, doc, random) };
}

export const mutatedFrames: Attack = {
  name: "mutated frames on both kinds of socket",
  group: "fuzz",
  promise:
    "[K1][K5] Mutated frames end their own socket with a code of the protocol at most; the database holds only what a real document reads as the entries of its index.",
  run: async (target) => {
    const { mallory, malloryAs, own } = await takeGround(target);
    const tries = new Tries();
    const random = randomOf(target.seed);
    const ends = new Map<number, number>();
    const note = (code: number | undefined, bytes: Uint8Array) => {
      tries.expect(endedWell(code), `a socket ended with ${code} after [${bytes.slice(0, 200).join(",")}]`);
      if (code !== undefined) ends.set(code, (ends.get(code) ?? 0) + 1);
    };
    const most = target.scale === "small" ? 300 : target.scale === "full" ? 4_000 : 40_000;
    let device = mallory;
    for (let count = 0; count < most; count++) {
      if (device.closed !== null) device = await target.device(malloryAs, { greet: !random.oneIn(8) });
      const another = () => encodeFrames([honestFrame(mallory, own, random)]);
      const bytes = mutated(another(), random, another);
      await device.opened();
      device.socket.send(bytes);
      if (count % inARow === inARow - 1) await settled(device, target);
      note(device.closed?.code, bytes);
    }
    await settled(device, target);
    for (let count = 0; count < most / 8; count++) {
      const doc = own[random.pick(docKinds)];
      const plain = target.socket(`/sync/${doc}`, malloryAs);
      await plain.opened();
      const another = () =>
        encodeMessage(honestMessage(mallory, isLog(kindOf(doc)) ? doc : own.chat, random));
      const bytes = mutated(another(), random, another);
      plain.send(bytes);
      await plain.ponged();
      note(plain.closed?.code, bytes);
      plain.cut();
    }
    for (const doc of [own.ticket, own.request, own.chat]) {
      const wrong = differenceFrom(target, doc);
      tries.alsoExpect(wrong === null, `${doc}: ${wrong}`);
    }
    const codes = [...ends].sort(([a], [b]) => a - b).map(([code, times]) => `${code} ${times}×`);
    const accepted = target.truth.index(own.chat).length - 3;
    return tries.outcome(`sockets ended: ${codes.join(", ")}; ${accepted} entries of the chat accepted`);
  },
};

/** Waits until the server has read what was sent. */
async function settled(device: TestDevice, target: Target): Promise<void> {
  if (device.closed !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  device.socket.once("pong", () => resolve());
  device.socket.once("close", () => resolve());
  device.socket.ping();
  await promise;
  if (!target.running()) throw new Error("the server died");
}

/** Does a real document read what is stored as the entries of the index, at their positions? Says what differs. */
export function differenceFrom(target: Pick<Target, "truth">, doc: DocName): string | null {
  const real = new Y.Doc({ gc: false });
  Y.applyUpdate(real, target.truth.content(doc));
  if (real.store.pendingStructs !== null || real.store.pendingDs !== null) return "something waits";
  const read = standing(real).map(({ client, clock, value }) => `${client}:${clock} ${idOf(value)}`);
  const indexed = target.truth.index(doc).map(({ client, clock, id }) => `${client}:${clock} ${id}`);
  return JSON.stringify(read.sort()) === JSON.stringify(indexed.sort())
    ? null
    : `${read.length} entries read, ${indexed.length} indexed`;
}

function idOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "id" in value ? value.id : null;
}
