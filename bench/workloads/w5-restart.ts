import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { docName } from "../../shared/log/doc-name.ts";
import { makeCampus } from "../campus/make-campus.ts";
import { at, makeCorpus, updateOf } from "../corpus.ts";
import type { Link } from "../load/link.ts";
import { openLink } from "../load/open-link.ts";
import { lastSeq, signIn } from "../servers/alcove-data.ts";
import { copyFolder } from "../servers/copy-folder.ts";
import { fillHocuspocus } from "../servers/hocuspocus-data.ts";
import { startPeer } from "../servers/peers.ts";
import type { Figures, Preparing, Round, Workload } from "./workload.ts";

const sizes = [
  { name: "5k", documents: 5_000 },
  { name: "100k", documents: 100_000 },
] as const;
/** A ticket is four documents. */
const documentsPerTicket = 4;
const messagesPer = 2;
const seed = 5;
const served = 500;
/** Devices among which the served documents are spread. */
const devices = 10;

/** A campus on disk, and who reads its chats. */
type Place = { folder: string; docs: ReturnType<typeof docName>[]; token: string; cursor: number };

/** How long after its start a server with much on its disk has served one document, and five hundred. */
export const w5: Workload = {
  id: "W5",
  title: `restart with ${sizes.map(({ documents }) => documents.toLocaleString("en")).join(" and ")} documents on disk`,
  peers: ["alcove", "hocuspocus"],
  metrics: sizes.flatMap(({ name }) => [
    { name: `${name} listens`, unit: `${name}: ms to listen`, decimals: 0 },
    {
      name: `${name} first`,
      unit: `${name}: ms to the first document`,
      decimals: 0,
      goal: { kind: "most" as const, value: 260 },
    },
    {
      name: `${name} all`,
      unit: `${name}: ms to ${served} documents`,
      decimals: 0,
      goal: { kind: "most" as const, value: 700 },
    },
    { name: `${name} memory`, unit: `${name}: MB then`, decimals: 0 },
  ]),
  async prepare(preparing) {
    const places = new Map<string, Place>();
    for (const size of sizes) {
      if (preparing.peers.includes("alcove")) {
        places.set(`alcove ${size.name}`, await alcovePlace(preparing, size.documents));
      }
      if (preparing.peers.includes("hocuspocus")) {
        places.set(`hocuspocus ${size.name}`, hocuspocusPlace(preparing, size.documents));
      }
    }
    return {
      async round(round) {
        let figures: Figures = {};
        for (const { name } of sizes) {
          const place = places.get(`${round.peer} ${name}`);
          if (place !== undefined) figures = { ...figures, ...(await restart(place, round, name)) };
        }
        return figures;
      },
    };
  },
};

async function alcovePlace({ scratch }: Preparing, documents: number): Promise<Place> {
  const folder = mkdtempSync(path.join(scratch, "alcove-"));
  const tickets = documents / documentsPerTicket;
  const { counselor, ticketIds } = await makeCampus(folder, { tickets, messagesPer, seed });
  return {
    folder,
    docs: ticketIds.map((id) => docName("chat", id)),
    token: signIn(folder, counselor.id),
    cursor: await lastSeq(folder),
  };
}

function hocuspocusPlace({ scratch }: Preparing, documents: number): Place {
  const folder = mkdtempSync(path.join(scratch, "hocuspocus-"));
  const { tickets } = makeCorpus({ seed, tickets: documents, perStudent: 5, perCounselor: documents });
  fillHocuspocus(
    folder,
    tickets.map((ticket) => [ticket.chat, updateOf(ticket, messagesPer)] as const),
  );
  return { folder, docs: tickets.map(({ chat }) => chat), token: "", cursor: 0 };
}

async function restart(place: Place, { peer }: Round, name: string): Promise<Figures> {
  const dataDir = copyFolder(place.folder, path.join(place.folder, "..", `${peer}-round-`));
  const server = await startPeer(peer, dataDir);
  const links: Link[] = [];
  try {
    const stride = Math.floor(place.docs.length / served);
    const docs = Array.from({ length: served }, (_, index) => at(place.docs, index * stride));
    const serve = async (some: typeof docs) => {
      const link = await openLink(peer, {
        ...place,
        port: server.port,
        docs: some,
        onRun: () => undefined,
        onEnd: () => undefined,
      });
      links.push(link);
      const updates = await Promise.all(some.map((_, doc) => link.read(doc)));
      if (updates.some((update) => update.length < messagesPer * 100)) throw new Error("a document is empty");
    };
    await serve(docs.slice(0, 1));
    const first = performance.now() - server.spawnedAt;
    const each = served / devices;
    await Promise.all(
      Array.from({ length: devices }, (_, device) => serve(docs.slice(device * each, (device + 1) * each))),
    );
    return {
      [`${name} listens`]: server.startMs,
      [`${name} first`]: first,
      [`${name} all`]: performance.now() - server.spawnedAt,
      [`${name} memory`]: server.usage().rssMb,
    };
  } finally {
    for (const link of links) link.close();
    await server.end("SIGTERM");
    rmSync(dataDir, { recursive: true, force: true });
  }
}
