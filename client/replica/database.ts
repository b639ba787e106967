import { Dexie, type DexieOptions, type Table } from "dexie";
import { intoParts } from "./into-parts.ts";
import type {
  BlobRow,
  DraftRow,
  HeldRow,
  MessageRow,
  MetaRow,
  NoticeRow,
  OutboxRow,
  PartRow,
  PersonRow,
  ResendRow,
  TicketRow,
  TransferRow,
  TrayRow,
} from "./schema.ts";
import { eraseKeptEarlier } from "./taken-back.ts";

const namePrefix = "alcove-";
/** Not a person's: which people this device knows. */
export const deviceDatabase = "alcove-device";

/** One person's replica: everything the screens read, and everything that waits. */
export class Replica extends Dexie {
  declare held: Table<HeldRow, number>;
  declare parts: Table<PartRow, number>;
  declare outbox: Table<OutboxRow, number>;
  declare tray: Table<TrayRow, string>;
  declare tickets: Table<TicketRow, string>;
  /** By ticket and id: an id is unique in its log and nowhere else [G9]. */
  declare chatMessages: Table<MessageRow, [ticketId: string, id: string]>;
  declare people: Table<PersonRow, string>;
  declare drafts: Table<DraftRow, string>;
  declare blobs: Table<BlobRow, string>;
  declare transfers: Table<TransferRow, string>;
  declare resend: Table<ResendRow, number>;
  declare meta: Table<MetaRow, string>;
  declare notices: Table<NoticeRow, string>;

  constructor(name: string, options?: DexieOptions) {
    // Dexie's cache copies every row that a query returns, and keeps thousands of them for queries that ask once.
    super(name, { cache: "disabled", ...options });
    this.version(1).stores({
      updates: "++id, doc",
      docs: "name, ticketId",
      outbox: "++order, &id, ticketId, doc",
      tray: "id, ticketId, at",
      tickets: "id, status, [assigned+status], assigned, student, urgencyRank",
      messages: "id, ticketId",
      people: "id, role",
      drafts: "key",
      blobs: "key, doc",
      resend: "++order, &id",
      meta: "key",
    });
    this.version(2).stores({ transfers: "key, doc" });
    this.version(3).stores({ notices: "id, at" });
    this.version(4)
      .stores({
        held: "++id, *docs",
        parts: "id",
        tickets: "id, [status+place], assigned",
        updates: null,
        docs: null,
      })
      .upgrade(intoParts);
    this.version(5)
      .stores({ chatMessages: "[ticketId+id], ticketId", messages: null })
      .upgrade(async (tx) => {
        await tx.table("chatMessages").bulkAdd(await tx.table("messages").toArray());
      });
    // `meta` holds more, which an earlier version of the app does not know, and the base fewer words.
    this.version(6).stores({}).upgrade(eraseKeptEarlier);
  }
}

/** `prefix` keeps several devices apart in one process; the rest hands Dexie another IndexedDB. */
export type ReplicaOptions = DexieOptions & { prefix?: string };

/** Opens (and makes, the first time) the replica of one person on this device. */
export function openReplica(personId: string, { prefix = "", ...options }: ReplicaOptions = {}): Replica {
  return new Replica(`${prefix}${namePrefix}${personId}`, options);
}

/** Deletes everything this device holds for the person. Other tabs' connections are closed by the browser's `versionchange`. */
export async function deleteReplica(personId: string, options: ReplicaOptions = {}): Promise<void> {
  const replica = openReplica(personId, options);
  await replica.delete();
}

/** The ids of the people who have a replica here. */
export async function replicasOnDevice(): Promise<string[]> {
  const names = await Dexie.getDatabaseNames();
  return names
    .filter((name) => name.startsWith(namePrefix) && name !== deviceDatabase)
    .map((name) => name.slice(namePrefix.length));
}
