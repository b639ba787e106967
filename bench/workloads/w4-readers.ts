import { docName } from "../../shared/log/doc-name.ts";
import { createDice } from "../../sync-server/demo/dice.ts";
import { at, clientOf, entryBy, openingOf, updateOfOne, words } from "../corpus.ts";
import { AppendFrames } from "../load/append-frames.ts";
import { heldBy, heldMetric } from "../load/held.ts";
import type { Link } from "../load/link.ts";
import { metered } from "../load/meter.ts";
import { openLink } from "../load/open-link.ts";
import { paced } from "../load/paced.ts";
import { clientFrame } from "../load/raw-socket.ts";
import { percentile } from "../report/statistics.ts";
import { type Chats, startStand } from "./chats.ts";
import type { Figures, Round, Workload } from "./workload.ts";

const readersInAll = 200;
const changesPerSecond = 50;
const warmUpMs = { full: 3_000, quick: 1_000 };
const measuredMs = { full: 10_000, quick: 2_000 };
/** Letters of a change: a chat message of middling length. */
const letters = 140;
const drainMs = 20_000;

/** An open ticket that every counselor sees: one document whose student writes, and all of them read. */
export const w4: Workload = {
  id: "W4",
  title: `one document, ${readersInAll} readers, ${changesPerSecond} changes/s`,
  peers: ["alcove", "y-websocket", "hocuspocus", "relay"],
  metrics: [
    { name: "p50", unit: "p50 ms", decimals: 2 },
    { name: "p99", unit: "p99 ms", decimals: 2, goal: { kind: "most", value: 12 } },
    { name: "cpu", unit: "µs CPU/delivery", decimals: 1, goal: { kind: "most", value: 19.5 } },
    { name: "load", unit: "load's CPU, cores", decimals: 2 },
    heldMetric,
  ],
  async prepare({ chats: maker }) {
    const chats = await maker.make({
      seed: 4,
      tickets: 1,
      perStudent: 1,
      perCounselor: 1,
      idleCounselors: readersInAll - 1,
      messages: 0,
      claimed: false,
    });
    return { round: (round) => measure(chats, round) };
  },
};

async function measure(chats: Chats, { peer, round, quick }: Round): Promise<Figures> {
  const stand = await startStand(chats, peer);
  const ticket = at(chats.corpus.tickets, 0);
  const doc = docName("request", ticket.id);
  const { placed } = at(openingOf(ticket, false), 1);
  const dice = createDice(round);
  const client = clientOf(dice);
  const sentAt: number[] = [];
  const arrived: number[] = [];
  let latencies: number[] = [];
  let failure: string | null = null;
  const open = (person: string, onRun: (client: number, clock: number, count: number) => void) =>
    openLink(peer, {
      port: stand.server.port,
      docs: [doc],
      token: chats.data.tokens.get(person) ?? "",
      cursor: chats.data.seq,
      onRun: (_, ...run) => onRun(...run),
      onEnd: (reason) => {
        failure ??= reason;
      },
    });
  const links: Link[] = [await open(ticket.student, () => undefined)];
  try {
    const student = at(links, 0);
    // Who keeps no documents, or has none of this name, is told what stands in it.
    if (peer !== "alcove") student.send(0, clientFrame(student.envelope(0)(updateOfOne(placed))));
    for (const [reader, counselor] of chats.corpus.counselors.entries()) {
      arrived.push(0);
      const link = await open(counselor, (writer, clock, count) => {
        if (writer !== client) return;
        const now = performance.now();
        arrived[reader] = clock + count;
        for (let each = clock; each < clock + count; each++) latencies.push(now - at(sentAt, each));
      });
      links.push(link);
    }
    const frames = new AppendFrames({
      client,
      entry: entryBy(ticket.student, dice, { type: "request.edited", description: words(dice, letters) }),
      base: { client: placed.writer.client, clock: placed.clock },
      envelope: student.envelope(0),
    });
    const send = () => {
      sentAt.push(performance.now());
      student.send(0, frames.next());
    };
    const settled = async () => {
      const end = performance.now() + drainMs;
      while (arrived.some((count) => count < frames.clock)) {
        if (failure !== null) throw new Error(`the server ended a link: ${failure}`);
        if (performance.now() > end) throw new Error("not everything arrived");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await paced(changesPerSecond, quick ? warmUpMs.quick : warmUpMs.full, send);
    await settled();
    latencies = [];
    await heldBy(peer, stand.server);
    const cost = metered(stand.server);
    await paced(changesPerSecond, quick ? measuredMs.quick : measuredMs.full, send);
    await settled();
    const { ms, cpuMs, loadMs } = cost();
    const held = await heldBy(peer, stand.server);
    return {
      p50: percentile(latencies, 50),
      p99: percentile(latencies, 99),
      cpu: (cpuMs * 1_000) / latencies.length,
      load: loadMs / ms,
      ...held,
    };
  } finally {
    for (const link of links) link.close();
    await stand.end();
  }
}
