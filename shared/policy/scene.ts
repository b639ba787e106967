import type { Attachment } from "../entries/chat-entries.ts";
import type { TicketState } from "../ticket/state.ts";
import type { Role } from "./roles.ts";

/** What an entry is judged against. The same on the server and on the device. */
export type Scene = {
  /** The ticket as the entries before made it; null: there is none. */
  ticket: TicketState | null;
  /** Is this the first entry of its log? */
  first: boolean;
  /** Who wrote this message of the same chat; null when there is no such message. */
  authorOf: (messageId: string) => string | null;
  /** The role of an active account; null for anybody else. */
  roleOf: (personId: string) => Role | null;
  /**
   * Has the server this file, for this chat and from the actor, as it is described? Left out on a device: there a
   * message waits until its files have arrived.
   */
  hasFile?: (file: Attachment) => boolean;
  /** Tickets of the actor that have not ended; left out where nothing turns on it. */
  openTickets?: number;
  /** Milliseconds since the epoch, by the judge's clock. */
  now: number;
};
