import { setTimeout as passes } from "node:timers/promises";
import { openPairs, say, type Talker } from "../load/chat-pairs.ts";
import { openLink } from "../load/open-link.ts";
import { readUpdate } from "../load/read-update.ts";
import { startPeer } from "../servers/peers.ts";
import { type Chats, startStand } from "./chats.ts";
import type { Figures, Round, Workload } from "./workload.ts";

const chatsInAll = 20;
const window = 16;
const kills = { full: 20, quick: 4 };
/** Ms of full speed before a kill; the moment within the server's work is left to chance. */
const talkMs = { least: 300, most: 600 };
/** Ms after the kill in which what had left the server still arrives: it was acknowledged too. */
const lingerMs = 100;

/** kill -9 while everybody writes as fast as they can: is what was acknowledged still there after the start? */
export const w6: Workload = {
  id: "W6",
  title: `kill -9 at full speed, ${kills.full} times (quick: ${kills.quick}), ${chatsInAll} chats × 2 devices, window ${window}`,
  peers: ["alcove", "hocuspocus"],
  metrics: [
    { name: "acknowledged", unit: "entries acknowledged", decimals: 0 },
    { name: "lost", unit: "of them lost", decimals: 0, goal: { kind: "most", value: 0 } },
  ],
  async prepare({ chats: maker }) {
    const chats = await maker.make({
      seed: 6,
      tickets: chatsInAll,
      perStudent: 1,
      perCounselor: 1,
      messages: 1,
    });
    return { round: (round) => measure(chats, round) };
  },
};

async function measure(chats: Chats, round: Round): Promise<Figures> {
  const stand = await startStand(chats, round.peer);
  let { server } = stand;
  let acknowledged = 0;
  let lost = 0;
  try {
    for (let kill = 0; kill < (round.quick ? kills.quick : kills.full); kill++) {
      const seed = round.round * 1_000 + kill;
      const talkers = await talkUntilKilled(chats, round, seed, {
        port: server.port,
        kill: () => server.end("SIGKILL"),
      });
      server = await startPeer(round.peer, stand.dataDir);
      const there = await entriesThere(chats, round, server.port);
      for (const { acked, frames } of talkers) {
        acknowledged += acked;
        lost += Math.max(0, acked - (there.get(frames.client) ?? 0));
      }
    }
    if (acknowledged === 0) throw new Error("nothing was acknowledged");
    return { acknowledged, lost };
  } finally {
    await server.end("SIGKILL");
    await stand.end();
  }
}

/** All devices at full speed; after a while the next acknowledgement pulls the trigger. */
async function talkUntilKilled(
  chats: Chats,
  { peer }: Round,
  seed: number,
  server: { port: number; kill: () => Promise<void> },
): Promise<Talker[]> {
  let fire = Number.POSITIVE_INFINITY;
  const killed = Promise.withResolvers<void>();
  let isKilled = false;
  const talkers = await openPairs({
    ...chats,
    peer,
    port: server.port,
    seed,
    onArrived(talker, _, count) {
      if (!isKilled) for (let more = count; more > 0; more--) say(talker, 0);
    },
    onAck() {
      if (isKilled || performance.now() < fire) return;
      isKilled = true;
      server.kill().then(killed.resolve, killed.reject);
    },
    onEnd(reason) {
      if (!isKilled) killed.reject(new Error(`the server ended a link: ${reason}`));
    },
  });
  fire = performance.now() + talkMs.least + ((seed * 37) % (talkMs.most - talkMs.least));
  for (const talker of talkers) for (let count = window; count > 0; count--) say(talker, 0);
  await killed.promise;
  await passes(lingerMs);
  for (const { link } of talkers) link.close();
  return talkers;
}

/** Up to which clock the restarted server has each writer's entries. */
async function entriesThere(chats: Chats, { peer }: Round, port: number): Promise<Map<number, number>> {
  const there = new Map<number, number>();
  for (const ticket of chats.corpus.tickets) {
    const link = await openLink(peer, {
      port,
      docs: [ticket.chat],
      token: chats.data.tokens.get(ticket.student) ?? "",
      cursor: chats.data.seq,
      onRun: () => undefined,
      onEnd: () => undefined,
    });
    readUpdate(await link.read(0), (client, clock, count) => {
      // Contiguous from 0, or what follows a gap would be counted as there.
      if (clock <= (there.get(client) ?? 0))
        there.set(client, Math.max(there.get(client) ?? 0, clock + count));
    });
    link.close();
  }
  return there;
}
