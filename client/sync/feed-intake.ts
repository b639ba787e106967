import type { DocName } from "../../shared/log/doc-name.ts";
import type { AcceptedByDoc } from "../../shared/protocol/control.ts";
import type { Replica } from "../replica/database.ts";
import { batchBytes, FeedBatch, firstJoinedBytes, joinedBytes } from "../replica/feed-batch.ts";
import type { Me } from "../replica/me.ts";
import { storeFeed } from "../replica/store-feed.ts";
import type { FirstSync } from "./first-sync.ts";
import type { TaskQueue } from "./task-queue.ts";

export type FeedIntakeDeps = {
  replica: Replica;
  me: () => Me;
  now: () => number;
  queue: Pick<TaskQueue, "add" | "added">;
  firstSync: FirstSync;
  /** Which connection it is that brings what is heard now. */
  connection: () => number;
  /** Tickets whose base has moved, and documents that are no longer here. Part of the task that stored them. */
  stored: (tickets: readonly string[], purged: readonly DocName[]) => Promise<void>;
};

/** A batch in the queue. `place`: the queue's count with it, so that it is known when something came after it. */
type Storing = { batch: FeedBatch; cursor: number | null; place: number };

/** Collects what the feed brings and stores it, batch by batch, in the order in which it came. */
export class FeedIntake {
  private readonly deps: FeedIntakeDeps;
  private batch = new FeedBatch();
  /** Bytes to which batches that wait are joined now. */
  private joinAt: number = firstJoinedBytes;
  /** The batch that was queued last, until it is being stored. */
  private newest: Storing | null = null;
  /** A batch of this connection could not be stored: what came after it must not be, or the cursor would pass it over. */
  private unstored = -1;

  constructor(deps: FeedIntakeDeps) {
    this.deps = deps;
  }

  /** A connection begins to bring something. */
  begin(): void {
    this.joinAt = firstJoinedBytes;
  }

  /** Half a batch without its cursor: the server sends it again. */
  disconnected(): void {
    this.batch = new FeedBatch();
  }

  granted(docs: readonly string[], notesSchema?: number): void {
    this.deps.firstSync.granted(docs);
    this.batch.granted(docs, notesSchema);
  }

  revoked(...[docs, because]: Parameters<FeedBatch["revoked"]>): void {
    this.batch.revoked(docs, because);
  }

  people(people: Parameters<FeedBatch["named"]>[0]): void {
    this.batch.named(people);
  }

  update(doc: string, update: Uint8Array): void {
    this.batch.update(doc, update);
    if (this.batch.bytes > batchBytes) this.store(null);
  }

  /** Everything up to here has come; `accepted`: when. */
  cursor(cursor: number, accepted: AcceptedByDoc = {}): void {
    this.batch.accepted(accepted);
    this.store(cursor);
  }

  /** A WebSocket message is over. A name that changes comes by itself, with no cursor after it. */
  messageEnded(): void {
    if (this.batch.docs.size === 0 && this.batch.people.size > 0) this.store(null);
  }

  /** Queues what a connection brought, unless something that it brought before could not be stored. */
  inOrder(task: () => Promise<void>): void {
    const mine = this.deps.connection();
    this.deps.queue.add(async () => {
      if (mine === this.unstored) return;
      try {
        await task();
      } catch (error) {
        this.unstored = mine;
        throw error;
      }
    });
  }

  private store(cursor: number | null): void {
    const full = this.batch;
    this.batch = new FeedBatch();
    // While one is being stored the next ones come: as one they cost a fraction, and the lists are read again once.
    const joined = this.joinable(full);
    if (joined !== null) {
      joined.batch.absorb(full);
      joined.cursor = cursor ?? joined.cursor;
      return;
    }
    const { queue } = this.deps;
    const storing: Storing = { batch: full, cursor, place: queue.added + 1 };
    this.newest = storing;
    this.inOrder(() => this.write(storing));
  }

  /** The batch that waits at the end of the queue, if another may join it. */
  private joinable(next: FeedBatch): Storing | null {
    const { newest } = this;
    if (newest === null || newest.place !== this.deps.queue.added || next.revokes) return null;
    return newest.batch.bytes + next.bytes <= this.joinAt ? newest : null;
  }

  private async write(storing: Storing): Promise<void> {
    if (this.newest === storing) this.newest = null;
    this.joinAt = Math.min(this.joinAt * 2, joinedBytes);
    const { replica, me, now, firstSync, stored } = this.deps;
    const { batch, cursor } = storing;
    const { tickets, purged } = await storeFeed(replica, me(), batch, cursor, now());
    firstSync.stored(batch.docsWithContent());
    await stored(tickets, purged);
  }
}
