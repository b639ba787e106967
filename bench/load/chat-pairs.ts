import { setTimeout as passes } from "node:timers/promises";
import { createDice } from "../../sync-server/demo/dice.ts";
import { at, type Corpus, clientOf, messageBy, type Ticket, tailOf } from "../corpus.ts";
import type { AlcoveData } from "../servers/alcove-data.ts";
import type { PeerName } from "../servers/peers.ts";
import { AppendFrames } from "./append-frames.ts";
import type { Link } from "./link.ts";
import { openLink } from "./open-link.ts";

/** Devices that open at the same time; all of them at once would measure the storm, which is W3's to do. */
const opensAtOnce = 50;

/** Ms in which what is under way at the end has to arrive. */
const drainMs = 20_000;

/** One device of a pair, what it writes and what the other has got of it. */
export type Talker = {
  link: Link;
  frames: AppendFrames;
  /** When each of its entries was sent, by clock, on `performance.now()`'s clock. */
  sentAt: number[];
  /** How many of its entries the other device has. */
  arrived: number;
  acked: number;
};

export type PairsOptions = {
  peer: PeerName;
  port: number;
  corpus: Corpus;
  /** Messages that stand in each chat. */
  messages: number;
  data: AlcoveData;
  /** Makes the clientIDs, which no two rounds on one server may share. */
  seed: number;
  onArrived: (talker: Talker, clock: number, count: number) => void;
  onAck?: (talker: Talker) => void;
  onEnd: (reason: string) => void;
};

/** Opens two devices for each chat, its student's and its counselor's. What one writes is told when the other has it. */
export async function openPairs(options: PairsOptions): Promise<Talker[]> {
  const talkers: Talker[] = [];
  for (let start = 0; start < options.corpus.tickets.length; start += opensAtOnce / 2) {
    const some = options.corpus.tickets.slice(start, start + opensAtOnce / 2);
    const pairs = await Promise.all(some.map((ticket, index) => openPair(options, ticket, start + index)));
    talkers.push(...pairs.flat());
  }
  return talkers;
}

async function openPair(options: PairsOptions, ticket: Ticket, index: number): Promise<[Talker, Talker]> {
  const dice = createDice(options.seed * 1_000_003 + index);
  const clients = [clientOf(dice), clientOf(dice)];
  const base = tailOf(ticket, options.messages);
  const pair: Talker[] = [];
  const people = [ticket.student, ticket.counselor];
  const links = await Promise.all(
    people.map((person, side) =>
      openLink(options.peer, {
        port: options.port,
        docs: [ticket.chat],
        token: options.data.tokens.get(person) ?? "",
        cursor: options.data.seq,
        onEnd: options.onEnd,
        onRun(_, client, clock, count) {
          const other = pair[1 - side];
          if (other === undefined || client !== other.frames.client) return;
          other.arrived = clock + count;
          options.onArrived(other, clock, count);
        },
        onAck(_, acked) {
          const own = pair[side];
          if (own === undefined) return;
          own.acked = acked;
          options.onAck?.(own);
        },
      }),
    ),
  );
  for (const [side, link] of links.entries()) {
    const frames = new AppendFrames({
      client: at(clients, side),
      entry: messageBy(at(people, side), dice, options.messages),
      base,
      envelope: link.envelope(0),
    });
    pair.push({ link, frames, sentAt: [], arrived: 0, acked: 0 });
  }
  return [at(pair, 0), at(pair, 1)];
}

/** Sends a talker's next message. */
export function say(talker: Talker, now: number): void {
  talker.sentAt.push(now);
  talker.link.send(0, talker.frames.next());
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
