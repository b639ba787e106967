import { Dexie, type ObservabilitySet } from "dexie";
import MiniSearch from "minisearch";
import { comparable, termsOf, termsOfQuery } from "../../shared/text/comparable.ts";
import { beginningOf, graphemesOf } from "../../shared/text/graphemes.ts";
import type { Replica } from "./database.ts";
import type { MessageRow, TicketRow } from "./schema.ts";

export type Found = {
  ticketId: string;
  where: "ticket" | "message";
  messageId?: string;
  /** The words around the first hit. */
  snippet: string;
};

type Indexed = { id: string; ticketId: string; messageId?: string; text: string };

/** Hits one search returns; a palette shows fewer. */
export const searchHits = 50;
/** Characters of a snippet. */
const snippetLength = 120;

/** One replica's index. It is built when something is first searched and follows the tables after that. */
class DeskIndex {
  private readonly replica: Replica;
  private readonly engine = new MiniSearch<Indexed>({
    fields: ["text"],
    storeFields: ["ticketId", "messageId", "text"],
    tokenize: termsOf,
    processTerm: (term) => term,
    searchOptions: { prefix: true, fuzzy: 0.15, combineWith: "AND", tokenize: termsOfQuery },
  });
  private readonly texts = new Map<string, string>();
  private stale = true;
  private refreshing: Promise<void> = Promise.resolve();

  constructor(replica: Replica) {
    this.replica = replica;
    const tables = ["tickets", "chatMessages", "people"].map((table) => `idb://${replica.name}/${table}/`);
    // Weak: a listener of Dexie's lives as long as the page, and must not keep a wiped person's words in memory.
    const self = new WeakRef(this);
    const changed = (parts: ObservabilitySet) => {
      const index = self.deref();
      if (index === undefined) Dexie.on("storagemutated").unsubscribe(changed);
      else if (
        Object.keys(parts).some((part) => part === "all" || tables.some((table) => part.startsWith(table)))
      )
        index.stale = true;
    };
    Dexie.on("storagemutated", changed);
  }

  /** The tickets that a query finds by their words or by any of their messages. */
  async tickets(query: string): Promise<Set<string>> {
    await this.fresh();
    return new Set(this.engine.search(query).map((hit) => parseHit(hit).ticketId));
  }

  private fresh(): Promise<void> {
    this.refreshing = this.refreshing.then(() => this.refresh());
    return this.refreshing;
  }

  async search(query: string): Promise<Found[]> {
    await this.fresh();
    return this.engine
      .search(query)
      .slice(0, searchHits)
      .map((hit): Found => {
        const { ticketId, messageId, text } = parseHit(hit);
        const snippet = snippetOf(text, hit.terms);
        return messageId === undefined
          ? { ticketId, where: "ticket", snippet }
          : { ticketId, where: "message", messageId, snippet };
      });
  }

  private async refresh(): Promise<void> {
    if (!this.stale) return;
    this.stale = false;
    const { replica } = this;
    const { tickets, messages, people } = await replica.transaction(
      "r",
      [replica.tickets, replica.chatMessages, replica.people],
      async () => ({
        tickets: await replica.tickets.toArray(),
        messages: await replica.chatMessages.toArray(),
        people: await replica.people.toArray(),
      }),
    );
    const names = new Map(people.map((person) => [person.id, person.name]));
    const wanted = [
      ...tickets.map((ticket) => ofTicket(ticket, names)),
      ...messages.flatMap((message) => (message.redacted ? [] : [ofMessage(message)])),
    ];
    const kept = new Set(wanted.map((each) => each.id));
    for (const id of [...this.texts.keys()]) {
      if (kept.has(id)) continue;
      this.texts.delete(id);
      this.engine.discard(id);
    }
    for (const each of wanted) {
      const before = this.texts.get(each.id);
      if (before === each.text) continue;
      if (before === undefined) this.engine.add(each);
      else this.engine.replace(each);
      this.texts.set(each.id, each.text);
    }
  }
}

/** Weak: the index goes with its replica, and what was wiped is not kept in memory by it. */
const indexes = new WeakMap<Replica, DeskIndex>();

/** Searches this device's tickets and messages, with no network; the best hits first. */
export async function searchDesk(replica: Replica, query: string): Promise<Found[]> {
  if (query.trim() === "") return [];
  return indexOf(replica).search(query);
}

/** The tickets of this device that a query finds by their words or by any of their messages, all of them. */
export async function ticketsFound(replica: Replica, query: string): Promise<ReadonlySet<string>> {
  if (query.trim() === "") return new Set();
  return indexOf(replica).tickets(query);
}

function indexOf(replica: Replica): DeskIndex {
  const index = indexes.get(replica) ?? new DeskIndex(replica);
  indexes.set(replica, index);
  return index;
}

function ofTicket(ticket: TicketRow, names: ReadonlyMap<string, string>): Indexed {
  const people = [names.get(ticket.student), names.get(ticket.assigned)];
  const words = [ticket.title, ticket.description, ...people, ticket.state.category, ticket.state.urgency];
  return {
    id: `ticket/${ticket.id}`,
    ticketId: ticket.id,
    text: words.filter((word) => word !== undefined && word !== null && word !== "").join("\n"),
  };
}

function ofMessage(message: MessageRow): Indexed {
  const files = message.attachments.map((file) => file.name);
  return {
    id: `message/${message.ticketId}/${message.id}`,
    ticketId: message.ticketId,
    messageId: message.id,
    text: [message.body, ...files].join("\n"),
  };
}

function parseHit(hit: { [field: string]: unknown }): Pick<Indexed, "ticketId" | "messageId" | "text"> {
  const { ticketId, messageId, text } = hit;
  return {
    ticketId: String(ticketId),
    text: String(text),
    ...(typeof messageId === "string" ? { messageId } : {}),
  };
}

/** Text that is looked through for the place of a hit. */
const snippetWithin = 4_000;

function snippetOf(text: string, terms: readonly string[]): string {
  const letters = graphemesOf(beginningOf(text, snippetWithin));
  const start = Math.max(0, firstHit(letters, terms) - Math.round(snippetLength / 3));
  const end = start + snippetLength;
  const cut = letters.slice(start, end).join("").replaceAll(/\s+/g, " ").trim();
  const goesOn = end < letters.length || letters.join("").length < text.length;
  return `${start > 0 ? "…" : ""}${cut}${goesOn ? "…" : ""}`;
}

/** Which letter of the text the first of these terms begins with; 0 where none is found. */
function firstHit(letters: readonly string[], terms: readonly string[]): number {
  // Comparing may change how long a text is, so each letter remembers where it begins.
  const begins: number[] = [];
  let within = "";
  for (const letter of letters) {
    begins.push(within.length);
    within += comparable(letter);
  }
  const places = terms.map((term) => within.indexOf(term)).filter((place) => place >= 0);
  if (places.length === 0) return 0;
  const first = Math.min(...places);
  return Math.max(
    0,
    begins.findLastIndex((begin) => begin <= first),
  );
}
