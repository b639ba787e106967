import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { type Corpus, type CorpusOptions, makeCorpus, type Ticket, updateOf } from "../corpus.ts";
import { openLink } from "../load/open-link.ts";
import { clientFrame } from "../load/raw-socket.ts";
import { type AlcoveData, fillAlcove, fillMore } from "../servers/alcove-data.ts";
import { copyFolder } from "../servers/copy-folder.ts";
import { fillHocuspocus } from "../servers/hocuspocus-data.ts";
import { type PeerName, startPeer } from "../servers/peers.ts";
import type { ServerProcess } from "../servers/server-process.ts";

/** Chats that a server without a disk is told at the same time. */
const tellsAtOnce = 20;

/** A server on a folder of its own, filled with the workload's chats. */
export type Stand = {
  server: ServerProcess;
  dataDir: string;
  /** Tells a server that keeps nothing on disk the chats over its own protocol; nothing to do for the others. */
  tell(): Promise<void>;
  end(): Promise<void>;
};

/** Chats that the rounds of a workload begin with, filled once and copied for each. */
export type Chats = {
  corpus: Corpus;
  messages: number;
  data: AlcoveData;
  scratch: string;
  folders: ReadonlyMap<PeerName, string>;
};

/** Fills folders for these peers; made once and then handed out again to whoever asks for the same. */
export class ChatMaker {
  readonly #scratch: string;
  readonly #peers: readonly PeerName[];
  readonly #made = new Map<string, Promise<Chats>>();

  constructor(scratch: string, peers: readonly PeerName[]) {
    this.#scratch = scratch;
    this.#peers = peers;
  }

  make(options: ChatOptions): Promise<Chats> {
    const key = JSON.stringify(options);
    const made = this.#made.get(key) ?? prepareChats(this.#scratch, this.#peers, options);
    this.#made.set(key, made);
    return made;
  }
}

export type ChatOptions = CorpusOptions & {
  messages: number;
  claimed?: boolean;
  /** Messages that the devices have; the cursor in `data` is that of the last one. All of them unless given. */
  seen?: number;
};

async function prepareChats(
  scratch: string,
  peers: readonly PeerName[],
  options: ChatOptions,
): Promise<Chats> {
  const corpus = makeCorpus(options);
  const folders = new Map<PeerName, string>();
  let data: AlcoveData = { tokens: new Map(), seq: 0 };
  const { messages, claimed = true, seen = messages } = options;
  if (peers.includes("alcove")) {
    const folder = mkdtempSync(path.join(scratch, "alcove-"));
    data = await fillAlcove(folder, corpus, { messages: seen, claimed });
    if (messages > seen) await fillMore(folder, corpus, seen, messages);
    folders.set("alcove", folder);
  }
  if (peers.includes("hocuspocus")) {
    const folder = mkdtempSync(path.join(scratch, "hocuspocus-"));
    fillHocuspocus(
      folder,
      corpus.tickets.map((ticket) => [ticket.chat, updateOf(ticket, messages)] as const),
    );
    folders.set("hocuspocus", folder);
  }
  return { corpus, messages, data, scratch, folders };
}

/** Starts a peer on a copy of its folder. Unless it is to be cold, one that keeps nothing on disk is told the chats. */
export async function startStand(chats: Chats, peer: PeerName, { warm = true } = {}): Promise<Stand> {
  const dataDir = copyFolder(chats.folders.get(peer), path.join(chats.scratch, `${peer}-round-`));
  const server = await startPeer(peer, dataDir);
  const tell = async () => {
    if (peer === "y-websocket") await tellChats(chats, server.port);
  };
  if (warm) await tell();
  return {
    server,
    dataDir,
    tell,
    async end() {
      await server.end("SIGTERM");
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function tellChats({ corpus, messages }: Chats, port: number): Promise<void> {
  for (let start = 0; start < corpus.tickets.length; start += tellsAtOnce) {
    const some = corpus.tickets.slice(start, start + tellsAtOnce);
    await Promise.all(some.map((ticket) => tellChat(ticket, messages, port)));
  }
}

async function tellChat(ticket: Ticket, messages: number, port: number): Promise<void> {
  const link = await openLink("y-websocket", {
    port,
    docs: [ticket.chat],
    token: "",
    cursor: 0,
    onRun: () => undefined,
    onEnd: () => undefined,
  });
  link.send(0, clientFrame(link.envelope(0)(updateOf(ticket, messages))));
  await link.read(0);
  link.close();
}
