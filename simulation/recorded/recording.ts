import type { Person } from "../../sync-server/accounts/person.ts";
import type { StoredDatabase } from "./indexed-db.ts";

export const recordedPeople = ["sam", "cleo", "cora"] as const;
export type RecordedPerson = (typeof recordedPeople)[number];

/** One thing that happened on a person's socket, in the order of the whole desk; `connection` counts sockets from 0. */
export type SocketEvent = { who: RecordedPerson; connection: number } & (
  | { is: "opened" }
  | { is: "up" | "down"; bytes: Uint8Array }
);

/** A desk of an earlier release, as that release itself made it. */
export type Recording = {
  /** The commit. */
  release: string;
  /** Ms since the epoch at which the story begins. */
  recordedAt: number;
  /** The last seq of the story. */
  endSeq: number;
  people: Record<RecordedPerson, Person>;
  tickets: { first: string; second: string; third: string };
  events: SocketEvent[];
  /** Each device after the story, with what was written on it offline. */
  devices: Record<RecordedPerson, StoredDatabase[]>;
  /** The server's SQLite file: with the accounts alone, and after the story. */
  servers: { atFirst: Uint8Array; atLast: Uint8Array };
};
