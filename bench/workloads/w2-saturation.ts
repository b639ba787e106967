import { setTimeout as passes } from "node:timers/promises";
import { openPairs, say, type Talker } from "../load/chat-pairs.ts";
import { type Chats, prepareChats, startStand } from "./chats.ts";
import type { Figures, Round, Workload } from "./workload.ts";

const chatsInAll = 100;
/** Messages of one device that the other has not got yet. */
const window = 16;
/** Ms before the measuring begins: the server's code is compiled by then. */
const warmUpMs = 2_000;
const measuredMs = { full: 8_000, quick: 4_000 };
/** Ms in which what is under way at the end has to arrive. */
const drainMs = 20_000;

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
  ],
  async prepare({ scratch, peers }) {
    const options = { seed: 2, tickets: chatsInAll, perStudent: 1, perCounselor: 1, messages: 1 };
    const chats = await prepareChats(scratch, peers, options);
    return { round: (round) => measure(chats, round) };
  },
};

async function measure(chats: Chats, { peer, round, quick }: Round): Promise<Figures> {
  const stand = await startStand(chats, peer);
  const { port } = stand.server;
  let failure: string | null = null;
  let arrived = 0;
  let isTalking = true;
  const talkers = await openPairs({
    ...chats,
    peer,
    port,
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
    await passes(warmUpMs);
    const before = { at: performance.now(), arrived, usage: stand.server.usage(), load: process.cpuUsage() };
    await passes(quick ? measuredMs.quick : measuredMs.full);
    const after = { at: performance.now(), arrived, usage: stand.server.usage() };
    const load = process.cpuUsage(before.load);
    isTalking = false;
    await drained(talkers, () => failure);
    const ms = after.at - before.at;
    const messages = after.arrived - before.arrived;
    const cpuMs = after.usage.cpuMs - before.usage.cpuMs;
    return {
      messages: (messages * 1_000) / ms,
      cpu: (cpuMs * 1_000) / messages,
      busy: cpuMs / ms,
      load: (load.user + load.system) / 1_000 / ms,
      peak: after.usage.peakMb,
    };
  } finally {
    for (const { link } of talkers) link.close();
    await stand.end();
  }
}

/** Waits until everything that was sent has arrived. @throws when it does not */
export async function drained(talkers: readonly Talker[], failure: () => string | null): Promise<void> {
  const end = performance.now() + drainMs;
  for (;;) {
    const ended = failure();
    if (ended !== null) throw new Error(`the server ended a link: ${ended}`);
    const missing = talkers.reduce((sum, { frames, arrived }) => sum + frames.clock - arrived, 0);
    if (missing === 0) return;
    if (performance.now() > end) throw new Error(`${missing} messages never arrived`);
    await passes(20);
  }
}
