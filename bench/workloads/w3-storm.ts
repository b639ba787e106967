import { setTimeout as passes } from "node:timers/promises";
import { encodeAppend } from "../../shared/log/append.ts";
import { createDice, type Dice } from "../../sync-server/demo/dice.ts";
import { clientOf, messageBy, stateVectorOf, type Ticket, tailOf } from "../corpus.ts";
import { heldBy, heldMetric } from "../load/held.ts";
import type { Link } from "../load/link.ts";
import { metered } from "../load/meter.ts";
import { openLink } from "../load/open-link.ts";
import { clientFrame } from "../load/raw-socket.ts";
import { percentile } from "../report/statistics.ts";
import { type ChatMaker, type Chats, startStand } from "./chats.ts";
import type { Figures, Round, Workload } from "./workload.ts";

const chatsInAll = 1_000;
const chatsPerDevice = 5;
const messagesPer = 100;
/** Messages that a device lacks of each chat when it comes, and that it has written there offline. */
const missed = 10;
const offline = 10;
/** Ms after a start before the storm: what a server does at its start is over. */
const settleMs = 500;
/** Ms for all of it. */
const stormMs = 60_000;

/** Everybody comes back at once after the server was gone. */
export const w3: Workload = {
  id: "W3",
  title: `storm, ${chatsInAll} chats of ${messagesPer} messages, ${chatsInAll / chatsPerDevice} devices with ${offline} offline messages in each of ${chatsPerDevice}`,
  peers: ["alcove", "y-websocket", "hocuspocus"],
  metrics: [
    { name: "all", unit: "ms until all are done", decimals: 0, goal: { kind: "most", value: 850 } },
    { name: "p50", unit: "ms, p50 of a device", decimals: 0 },
    { name: "cpu", unit: "server's CPU, s", decimals: 2 },
    { name: "peak", unit: "MB at most", decimals: 0, goal: { kind: "most", value: 200 } },
    { name: "load", unit: "load's CPU, s", decimals: 2 },
    heldMetric,
  ],
  async prepare({ chats: maker }) {
    const chats = await stormChats(maker);
    return { round: (round) => measure(chats, round) };
  },
};

/** Counselors with five chats each, of which their devices have all but the last messages. */
export function stormChats(maker: ChatMaker): Promise<Chats> {
  return maker.make({
    seed: 3,
    tickets: chatsInAll,
    perStudent: chatsPerDevice,
    perCounselor: chatsPerDevice,
    messages: messagesPer,
    seen: messagesPer - missed,
  });
}

/** The tickets of each counselor. */
export function caseloads({ corpus }: Chats): Map<string, Ticket[]> {
  return Map.groupBy(corpus.tickets, ({ counselor }) => counselor);
}

type Written = { client: number; update: Uint8Array };
type Device = { person: string; tickets: Ticket[]; has: Uint8Array[]; written: Written[] };

async function measure(chats: Chats, { peer, round }: Round): Promise<Figures> {
  const devices = [...caseloads(chats)].map(([person, tickets], index): Device => {
    const dice = createDice(round * 1_000_003 + index);
    const has = tickets.map((ticket) => stateVectorOf(ticket, messagesPer - missed));
    return { person, tickets, has, written: tickets.map((ticket) => writtenOffline(ticket, dice)) };
  });
  const stand = await startStand(chats, peer);
  const links: Link[] = [];
  try {
    await passes(settleMs);
    await heldBy(peer, stand.server);
    const cost = metered(stand.server);
    const start = performance.now();
    const took = await withinTime(
      Promise.all(
        devices.map(async (device) => {
          await comeBack(chats, device, { peer, port: stand.server.port, links });
          return performance.now() - start;
        }),
      ),
    );
    const { ms, cpuMs, loadMs, peakMb } = cost();
    const held = await heldBy(peer, stand.server);
    return {
      all: ms,
      p50: percentile(took, 50),
      cpu: cpuMs / 1_000,
      peak: peakMb,
      load: loadMs / 1_000,
      ...held,
    };
  } finally {
    for (const link of links) link.close();
    await stand.end();
  }
}

function writtenOffline(ticket: Ticket, dice: Dice): Written {
  const entries = Array.from({ length: offline }, (_, index) =>
    messageBy(ticket.counselor, dice, messagesPer + index),
  );
  const client = clientOf(dice);
  const update = encodeAppend({ client, clock: 0 }, tailOf(ticket, messagesPer - missed), entries);
  return { client, update };
}

/** Connects, gets what it lacks, pushes what it wrote; done when it has all and every push is acknowledged. */
async function comeBack(
  chats: Chats,
  device: Device,
  { peer, port, links }: Pick<Round, "peer"> & { port: number; links: Link[] },
): Promise<void> {
  const done = Promise.withResolvers<void>();
  // It may end before it is waited for.
  done.promise.catch(() => undefined);
  let acks = 0;
  let lacking = missed * device.tickets.length;
  const look = () => {
    // The official y-websocket server acknowledges nothing: there an answered question after the push has to do.
    if (lacking <= 0 && (peer === "y-websocket" || acks === device.tickets.length)) done.resolve();
  };
  const own = new Set(device.written.map(({ client }) => client));
  const link = await openLink(peer, {
    port,
    docs: device.tickets.map(({ chat }) => chat),
    has: device.has,
    token: chats.data.tokens.get(device.person) ?? "",
    cursor: chats.data.seq,
    onRun(_, client, __, count) {
      if (!own.has(client)) lacking -= count;
      look();
    },
    onAck() {
      acks++;
      look();
    },
    onEnd: (reason) => done.reject(new Error(reason)),
  });
  links.push(link);
  for (const [doc, { update }] of device.written.entries()) {
    link.send(doc, clientFrame(link.envelope(doc)(update)));
  }
  if (peer === "y-websocket") await Promise.all(device.has.map((vector, doc) => link.read(doc, vector)));
  await done.promise;
}

async function withinTime<Result>(work: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`not done within ${stormMs} ms`)), stormMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
