import { setTimeout as passes } from "node:timers/promises";
import { drained, openPairs, say } from "../load/chat-pairs.ts";
import { heldBy, heldMetric } from "../load/held.ts";
import { metered } from "../load/meter.ts";
import { type Chats, startStand } from "./chats.ts";
import type { Figures, Round, Workload } from "./workload.ts";

const chatsInAll = 100;
/** Messages of one device that the other has not got yet. */
const window = 16;
/** Ms before the measuring begins: the server's code is compiled by then. */
const warmUpMs = { full: 3_000, quick: 1_500 };
const measuredMs = { full: 8_000, quick: 2_500 };

/** As much as goes through: each device sends its next message when the other has got an earlier one. */
export const w2: Workload = {
  id: "W2",
  title: `saturation, ${chatsInAll} chats × 2 devices, window ${window}`,
  peers: ["alcove", "y-websocket", "hocuspocus", "relay"],
  metrics: [
    {
      name: "messages",
      unit: "messages/s",
      decimals: 0,
      goal: { kind: "times", value: 3, of: "y-websocket" },
    },
    { name: "cpu", unit: "µs CPU/message", decimals: 1, goal: { kind: "most", value: 30 } },
    { name: "busy", unit: "server's CPU, cores", decimals: 2 },
    { name: "load", unit: "load's CPU, cores", decimals: 2 },
    { name: "peak", unit: "MB at most", decimals: 0 },
    heldMetric,
  ],
  async prepare({ chats: maker }) {
    const chats = await maker.make({
      seed: 2,
      tickets: chatsInAll,
      perStudent: 1,
      perCounselor: 1,
      messages: 1,
    });
    return { round: (round) => measure(chats, round) };
  },
};

async function measure(chats: Chats, { peer, round, quick }: Round): Promise<Figures> {
  const stand = await startStand(chats, peer);
  let failure: string | null = null;
  let arrived = 0;
  let isTalking = true;
  const talkers = await openPairs({
    ...chats,
    peer,
    port: stand.server.port,
    seed: round,
    onArrived(talker, _, count) {
      arrived += count;
      if (!isTalking) return;
      for (let more = count; more > 0; more--) say(talker, 0);
    },
    onEnd: (reason) => {
      failure ??= reason;
    },
  });
  try {
    for (const talker of talkers) for (let count = window; count > 0; count--) say(talker, 0);
    await passes(quick ? warmUpMs.quick : warmUpMs.full);
    await heldBy(peer, stand.server);
    const cost = metered(stand.server);
    const before = arrived;
    await passes(quick ? measuredMs.quick : measuredMs.full);
    const messages = arrived - before;
    const { ms, cpuMs, loadMs, peakMb } = cost();
    const held = await heldBy(peer, stand.server);
    isTalking = false;
    await drained(talkers, () => failure);
    if (messages === 0) throw new Error(`no message arrived in ${Math.round(ms)} ms`);
    return {
      messages: (messages * 1_000) / ms,
      cpu: (cpuMs * 1_000) / messages,
      busy: cpuMs / ms,
      load: loadMs / ms,
      peak: peakMb,
      ...held,
    };
  } finally {
    for (const { link } of talkers) link.close();
    await stand.end();
  }
}
