import { at } from "../corpus.ts";
import { drained, openPairs, say } from "../load/chat-pairs.ts";
import { heldBy, heldMetric } from "../load/held.ts";
import { metered } from "../load/meter.ts";
import { paced } from "../load/paced.ts";
import { percentile } from "../report/statistics.ts";
import { type Chats, startStand } from "./chats.ts";
import type { Figures, Round, Workload } from "./workload.ts";

const chatsInAll = 200;
/** Of all devices together: each writes once a second, which is a lively evening. */
const messagesPerSecond = 400;
const warmUpMs = { full: 3_000, quick: 1_000 };
const measuredMs = { full: 10_000, quick: 2_500 };
/** A step through the devices that meets each of them before any again: it shares no factor with their number. */
const stride = 7;

/** Conversations at the pace of people: how long a message takes to the other device. */
export const w1: Workload = {
  id: "W1",
  title: `chat, ${chatsInAll} chats × 2 devices, ${messagesPerSecond} messages/s`,
  peers: ["alcove", "y-websocket", "hocuspocus", "relay"],
  metrics: [
    { name: "p50", unit: "p50 ms", decimals: 2, goal: { kind: "most", value: 1 } },
    { name: "p95", unit: "p95 ms", decimals: 2 },
    { name: "p99", unit: "p99 ms", decimals: 2, goal: { kind: "most", value: 5 } },
    { name: "cpu", unit: "CPU s/1,000 messages", decimals: 3, goal: { kind: "most", value: 0.45 } },
    { name: "memory", unit: "MB", decimals: 0 },
    { name: "load", unit: "load's CPU, cores", decimals: 2 },
    { name: "late", unit: "ms the load was late at most", decimals: 1 },
    heldMetric,
  ],
  async prepare({ chats: maker }) {
    const chats = await maker.make({
      seed: 1,
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
  let latencies: number[] = [];
  const talkers = await openPairs({
    ...chats,
    peer,
    port: stand.server.port,
    seed: round,
    onArrived(talker, clock, count) {
      const now = performance.now();
      for (let each = clock; each < clock + count; each++) latencies.push(now - at(talker.sentAt, each));
    },
    onEnd: (reason) => {
      failure ??= reason;
    },
  });
  try {
    const send = (index: number) => say(at(talkers, (index * stride) % talkers.length), performance.now());
    await paced(messagesPerSecond, quick ? warmUpMs.quick : warmUpMs.full, send);
    await drained(talkers, () => failure);
    latencies = [];
    await heldBy(peer, stand.server);
    const cost = metered(stand.server);
    const late = await paced(messagesPerSecond, quick ? measuredMs.quick : measuredMs.full, send);
    await drained(talkers, () => failure);
    // Only now, or what a server puts off would be for nothing.
    const { ms, cpuMs, loadMs, rssMb } = cost();
    const held = await heldBy(peer, stand.server);
    return {
      p50: percentile(latencies, 50),
      p95: percentile(latencies, 95),
      p99: percentile(latencies, 99),
      cpu: cpuMs / latencies.length,
      memory: rssMb,
      load: loadMs / ms,
      late,
      ...held,
    };
  } finally {
    for (const { link } of talkers) link.close();
    await stand.end();
  }
}
