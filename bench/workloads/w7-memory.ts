import { setTimeout as passes } from "node:timers/promises";
import { at } from "../corpus.ts";
import type { Link } from "../load/link.ts";
import { openLink } from "../load/open-link.ts";
import type { PeerName } from "../servers/peers.ts";
import type { ServerProcess } from "../servers/server-process.ts";
import { type Chats, startStand } from "./chats.ts";
import { caseloads, stormChats } from "./w3-storm.ts";
import type { Figures, Round, Workload } from "./workload.ts";

const socketsInAll = 1_000;
const socketChats = 100;
/** Sockets opened at the same time. */
const opensAtOnce = 50;
/** Ms after which a server that has nothing to do has settled. */
const settleMs = 1_000;

/** What a socket costs that does nothing, and what a document costs that a server has had in its hands. */
export const w7: Workload = {
  id: "W7",
  title: `memory of ${socketsInAll} idle sockets, and of 1,000 documents of 100 messages that devices hold`,
  peers: ["alcove", "y-websocket", "hocuspocus", "relay"],
  metrics: [
    { name: "start", unit: "MB at the start", decimals: 0 },
    { name: "sockets", unit: "MB/1,000 sockets", decimals: 1, goal: { kind: "most", value: 25 } },
    { name: "documents", unit: "MB/1,000 documents", decimals: 1, goal: { kind: "most", value: 60 } },
  ],
  async prepare({ chats: maker }) {
    const idle = await maker.make({
      seed: 7,
      tickets: socketChats,
      perStudent: 1,
      perCounselor: 1,
      messages: 1,
    });
    const known = await stormChats(maker);
    return {
      round: async (round) => ({
        ...(await idleSockets(idle, round)),
        // A relay knows no documents.
        ...(round.peer === "relay" ? {} : await knownDocuments(known, round)),
      }),
    };
  },
};

async function idleSockets(chats: Chats, { peer }: Round): Promise<Figures> {
  const stand = await startStand(chats, peer, { warm: false });
  const links: Link[] = [];
  const ends: string[] = [];
  try {
    const { tickets } = chats.corpus;
    const opener = (index: number) => {
      const ticket = at(tickets, index % tickets.length);
      const isStudent = Math.floor(index / tickets.length) % 2 === 0;
      const person = isStudent ? ticket.student : ticket.counselor;
      return open(peer, stand.server, ends, { docs: [ticket.chat], ...who(chats, person, chats.data.seq) });
    };
    const start = await settled(stand.server, opener);
    for (let index = 0; index < socketsInAll; index += opensAtOnce) {
      const some = Array.from({ length: opensAtOnce }, (_, each) => opener(index + each));
      links.push(...(await Promise.all(some)));
    }
    await passes(settleMs);
    if (ends.length > 0) throw new Error(`the server ended an idle link: ${ends[0]}`);
    return { start, sockets: ((stand.server.usage().rssMb - start) * 1_000) / socketsInAll };
  } finally {
    for (const link of links) link.close();
    await stand.end();
  }
}

async function knownDocuments(chats: Chats, { peer }: Round): Promise<Figures> {
  const stand = await startStand(chats, peer, { warm: false });
  const links: Link[] = [];
  const ends: string[] = [];
  try {
    const devices = [...caseloads(chats)];
    const opener = (index: number) => {
      const [person, tickets] = at(devices, index);
      return open(peer, stand.server, ends, {
        docs: tickets.map(({ chat }) => chat),
        ...who(chats, person, 0),
      });
    };
    const start = await settled(stand.server, opener);
    if (peer === "y-websocket") await stand.tell();
    for (let index = 0; index < devices.length; index += opensAtOnce) {
      const some = devices.slice(index, index + opensAtOnce).map((_, each) => opener(index + each));
      links.push(...(await Promise.all(some)));
    }
    await passes(settleMs);
    if (ends.length > 0) throw new Error(`the server ended an idle link: ${ends[0]}`);
    return {
      documents: ((stand.server.usage().rssMb - start) * 1_000) / chats.corpus.tickets.length,
    };
  } finally {
    for (const link of links) link.close();
    await stand.end();
  }
}

/** The memory of a server that has served one link, which is gone again. */
async function settled(server: ServerProcess, opener: (index: number) => Promise<Link>): Promise<number> {
  const link = await opener(0);
  link.close();
  await passes(settleMs);
  return server.usage().rssMb;
}

function who({ data }: Chats, person: string, cursor: number): { token: string; cursor: number } {
  return { token: data.tokens.get(person) ?? "", cursor };
}

function open(
  peer: PeerName,
  { port }: ServerProcess,
  ends: string[],
  options: Pick<Parameters<typeof openLink>[1], "docs" | "token" | "cursor">,
): Promise<Link> {
  return openLink(peer, {
    ...options,
    port,
    onRun: () => undefined,
    onEnd: (reason) => void ends.push(reason),
  });
}
