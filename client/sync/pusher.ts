import type { DocName } from "../../shared/log/doc-name.ts";
import type { Frame } from "../../shared/protocol/frames.ts";
import type { Receipt } from "../../shared/protocol/receipt.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { Replica } from "../replica/database.ts";
import { requireUpload } from "../replica/files.ts";
import type { Me } from "../replica/me.ts";
import { baseMoved, nextPush, type Push } from "../replica/next-push.ts";
import {
  acceptPush,
  dropAccepted,
  markSending,
  refusePush,
  stalePush,
  waitAgain,
} from "../replica/verdicts.ts";
import type { Schedule } from "./scheduler.ts";

/** Tickets with a push on its way at once: enough to fill a slow line, few enough for a server that shares. */
export const pushesAtOnce = 16;
/** No verdict, or an accepted entry that the feed does not bring, for so long: the socket is dead. */
export const answerWithinMs = 20_000;
/** Retry later: from one second, doubling, to half a minute. No last attempt: what waits is kept. */
export const retryLater = { firstMs: 1_000, mostMs: 30_000 } as const;

/** Where one ticket's pushing stands; a ticket that is not listed may push. */
type Standing =
  | { is: "sent"; push: Push; cancel: () => void }
  /** The receipt says accepted; the feed has to bring it. */
  | { is: "accepted"; cancel: () => void }
  /** Stale: the entry that was first has to come. */
  | { is: "stale"; push: Push; cancel: () => void }
  | { is: "later"; cancel: () => void };

export type PusherDeps = {
  replica: Replica;
  me: () => Me;
  now: () => number;
  random: () => number;
  schedule: Schedule;
  send: (frame: Frame) => void;
  /** The socket does not keep its promises. */
  died: () => void;
  /** Ask for `pump` again, in turn. */
  again: () => void;
};

/**
 * Brings the outbox to the server: one push of a ticket at a time, from its encoding until the feed has brought it.
 * Its methods run one after the other, in the engine's queue.
 */
export class Pusher {
  private readonly deps: PusherDeps;
  private readonly standings = new Map<string, Standing>();
  private readonly lastClients = new Map<DocName, number>();
  private readonly retries = new Map<string, number>();
  /** Messages whose files the server asked for once more. */
  private readonly uploadedAgain = new Set<string>();
  /** Accepted once, and the feed did not bring them: see `caughtUp`. */
  private readonly unfed = new Set<string>();

  constructor(deps: PusherDeps) {
    this.deps = deps;
  }

  /** Nothing is on its way; what still waits waits for a clock. */
  get idle(): boolean {
    return [...this.standings.values()].every((standing) => standing.is === "later");
  }

  /** Sends what can be sent now. */
  async pump(): Promise<void> {
    const { replica, me, now, send } = this.deps;
    for (const ticketId of await this.waitingTickets()) {
      if (this.standings.size >= pushesAtOnce) return;
      if (this.standings.has(ticketId)) continue;
      const last = (doc: DocName) => this.lastClients.get(doc) ?? null;
      const push = await nextPush(replica, me(), ticketId, last, now());
      if (push === null || !(await markSending(replica, me(), ticketId, push.ids, now()))) continue;
      this.stand(ticketId, { is: "sent", push, cancel: this.expectAnswer() });
      send({ channel: "doc", doc: push.doc, message: { type: "update", update: push.update } });
    }
  }

  async receipt(doc: string, receipt: Receipt): Promise<void> {
    const push = this.pushOf(doc, receipt);
    if (push === null) return;
    const { replica, me, now } = this.deps;
    const { ticketId, ids } = push;
    this.settle(ticketId);
    // A clientID whose push was not accepted is never used again: the same clock with other content would split replicas.
    this.lastClients.delete(push.doc);
    if (receipt.status !== "retry-later") this.retries.delete(ticketId);
    switch (receipt.status) {
      case "accepted":
        if (push.end !== null) this.lastClients.set(push.doc, push.end.client);
        await acceptPush(replica, me(), ticketId, ids, now());
        if (await this.awaitsFeed(ticketId))
          this.stand(ticketId, { is: "accepted", cancel: this.expectAnswer() });
        return;
      case "stale":
        await stalePush(replica, me(), ticketId, ids, now());
        if (!push.asks && !(await baseMoved(replica, push)))
          this.stand(ticketId, { is: "stale", push, cancel: this.expectAnswer() });
        return;
      case "retry-later":
        await waitAgain(replica, me(), ["sending"], ids, now());
        this.stand(ticketId, { is: "later", cancel: this.retry(ticketId) });
        return;
      case "refused":
        if (await this.uploadsAgain(receipt, ids)) return;
        await refusePush(replica, me(), ticketId, ids, receipt, now());
        return;
      default:
        unreachable(receipt.status);
    }
  }

  /**
   * The server has lost files that this device had brought (swept, or restored from an older backup): they go up again,
   * once, and the message waits for them.
   */
  private async uploadsAgain({ rule, entry }: Receipt, ids: readonly string[]): Promise<boolean> {
    if (rule !== "attachment-needs-upload" || entry === undefined) return false;
    if (this.uploadedAgain.has(entry)) return false;
    this.uploadedAgain.add(entry);
    const { replica, me, now } = this.deps;
    const row = await replica.outbox.where("id").equals(entry).first();
    if (row === undefined || !(await requireUpload(replica, row))) return false;
    await waitAgain(replica, me(), ["sending"], ids, now());
    return true;
  }

  /** The base of these tickets has moved. */
  async stored(tickets: readonly string[]): Promise<void> {
    for (const ticketId of tickets) {
      const standing = this.standings.get(ticketId);
      if (standing?.is === "accepted" && !(await this.awaitsFeed(ticketId))) this.settle(ticketId);
      if (standing?.is === "stale" && (await baseMoved(this.deps.replica, standing.push)))
        this.settle(ticketId);
    }
  }

  /** The base is complete: what was sent and is not in it waits again. */
  async caughtUp(): Promise<void> {
    const { replica, me, now } = this.deps;
    const accepted = await replica.outbox.filter((row) => row.state === "accepted").toArray();
    // Accepted twice and never fed: the server has it, and this device is not to see it. Sending it for ever helps nobody.
    await dropAccepted(
      replica,
      me(),
      accepted.filter((row) => this.unfed.has(row.id)),
      now(),
    );
    for (const row of accepted) this.unfed.add(row.id);
    await waitAgain(replica, me(), ["sending", "accepted"], "all", now());
  }

  /** Another server, or an older state of this one: what it once accepted says nothing any more. */
  reset(): void {
    this.unfed.clear();
    this.lastClients.clear();
  }

  async disconnected(): Promise<void> {
    for (const [ticketId, standing] of [...this.standings]) {
      if (standing.is === "sent") this.lastClients.delete(standing.push.doc);
      this.settle(ticketId);
    }
    const { replica, me, now } = this.deps;
    await waitAgain(replica, me(), ["sending"], "all", now());
  }

  private async waitingTickets(): Promise<string[]> {
    const { outbox } = this.deps.replica;
    const tickets: string[] = [];
    // One step a ticket. No cursor over unique keys: WebKit's fails on an empty index.
    let row = await outbox.orderBy("ticketId").first();
    while (row !== undefined) {
      tickets.push(row.ticketId);
      row = await outbox.where("ticketId").above(row.ticketId).first();
    }
    return tickets;
  }

  private async awaitsFeed(ticketId: string): Promise<boolean> {
    const rows = await this.deps.replica.outbox.where("ticketId").equals(ticketId).toArray();
    return rows.some((row) => row.state === "accepted");
  }

  /** The push that this receipt is about. Edits of notes carry many clientIDs; there is one push of a document at a time. */
  private pushOf(doc: string, { client, clock }: Receipt): Push | null {
    for (const standing of this.standings.values()) {
      if (standing.is !== "sent" || standing.push.doc !== doc) continue;
      const { end } = standing.push;
      return end === null || (end.client === client && end.clock === clock) ? standing.push : null;
    }
    return null;
  }

  private expectAnswer(): () => void {
    return this.deps.schedule(answerWithinMs, this.deps.died);
  }

  private retry(ticketId: string): () => void {
    const { random, schedule, again } = this.deps;
    const tries = this.retries.get(ticketId) ?? 0;
    this.retries.set(ticketId, tries + 1);
    const most = Math.min(retryLater.mostMs, retryLater.firstMs * 2 ** Math.min(tries, 10));
    return schedule(most * (0.5 + random() / 2), () => {
      this.standings.delete(ticketId);
      again();
    });
  }

  private stand(ticketId: string, standing: Standing): void {
    this.standings.set(ticketId, standing);
  }

  private settle(ticketId: string): void {
    this.standings.get(ticketId)?.cancel();
    this.standings.delete(ticketId);
  }
}
