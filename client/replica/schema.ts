import type { Attachment } from "../../shared/entries/chat-entries.ts";
import type { LinkProvider, TicketStatus } from "../../shared/entries/codes.ts";
import type { Entry, Winner } from "../../shared/entries/entry.ts";
import type { TicketEntry } from "../../shared/entries/ticket-entries.ts";
import type { Position } from "../../shared/log/append.ts";
import type { DocKind, DocName, LogKind } from "../../shared/log/doc-name.ts";
import type { Notice } from "../../shared/notifications/answers.ts";
import type { Role } from "../../shared/policy/roles.ts";
import type { AcceptedUpdate } from "../../shared/protocol/control.ts";
import type { TicketState } from "../../shared/ticket/state.ts";

/** An accepted V1 update as the server sent it. */
export type BaseUpdate = {
  doc: DocName;
  bytes: Uint8Array;
  /** When its entries were accepted; left out where the server has not said. */
  accepted?: AcceptedUpdate[];
};

/** Documents this device holds, many to a row. Their updates, if they have any, stand in the part with the same id. */
export type HeldRow = { id?: number; docs: DocName[] };
export type PartRow = { id: number; updates: BaseUpdate[] };

/** Waiting: not sent. Sending: sent, no verdict yet. Accepted: the receipt is here and the feed is not. */
export type SendState = "waiting" | "sending" | "accepted";

/** An entry (or an edit of notes) that the base does not hold yet. `order` is the order in which it was made. */
export type OutboxRow = {
  id: string;
  order?: number;
  ticketId: string;
  doc: DocName;
  kind: DocKind;
  entry: Entry | null;
  /** An edit of notes, V1; null for an entry. */
  update: Uint8Array | null;
  state: SendState;
  at: number;
  /** It went out once and no verdict has come: the server may have it. */
  sent?: true;
  /** Its document was revoked before the verdict came. The server is asked once more; this is the reason if it says no. */
  lost?: Refusal;
  /** Where in that document it was made: no words, but enough for the server to place what may be said there even now. */
  origin?: Position;
};

/** Why something was not accepted. `code` as in shared/protocol/codes.ts; `revoked` and `cancelled` are the device's own. */
export type Refusal = { code: string; rule?: string; winner?: Winner; detail?: string };

export type TrayRow = {
  id: string;
  ticketId: string;
  doc: DocName;
  entry: Entry | null;
  /** Words that are no entry: an edit of notes, a draft. */
  text: string | null;
  reason: Refusal;
  at: number;
  /** The ticket's title, if it was known. */
  title: string | null;
};

export type TicketLink =
  | { sessionId: string; url: string; provider: LinkProvider }
  | { sessionId: string; failed: string };

/** One ticket as the lists show it: base and outbox folded together. */
export type TicketRow = {
  id: string;
  state: TicketState;
  /** Without the outbox; null while the server knows nothing of it. */
  base: TicketState | null;
  title: string | null;
  description: string | null;
  /** Entries and edits of this ticket in the outbox; marks of what one has seen are not among them. */
  waiting: number;
  unread: number;
  lastMessage: { body: string; by: string; at: number } | null;
  lastActivityAt: number;
  /** When the server had it, ms; by this device's clock while it waits. */
  openedAt: number;
  /** Since when the student's words wait for an answer, ms; null when they do not. */
  waitingSince: number | null;
  link: TicketLink | null;
  /** The session that stands was accepted only when it had begun; left out where it was not. See `lateSession`. */
  sessionLate?: true;
  /** The last message that the other side has seen. */
  seenByOther: string | null;
  readable: DocKind[];
  /** Its logs that hold something this app is too old for; left out when there is none. */
  newer?: readonly LogKind[];
  search: string;
  status: TicketStatus;
  /** Index into `urgencies`: 3 is crisis. */
  urgencyRank: number;
  /** Empty when nobody has it: null cannot be indexed. */
  assigned: string;
  student: string;
  /** Where it stands in its list, ascending: see `placeOf`. */
  place: number;
};

export type MessageRow = {
  id: string;
  ticketId: string;
  position: number;
  by: string;
  at: number;
  body: string;
  attachments: Attachment[];
  redacted: boolean;
  state: SendState;
  /** Where it stands among all that was accepted; 0 where the server has not said, and left out while it waits. */
  seq?: number;
  /** When the server accepted it, ms. */
  acceptedAt?: number;
  /** Said by others, and this person has not seen it. */
  unread?: boolean;
};

/** `acceptedAt` as in a message. */
export type HistoryItem = { entry: TicketEntry; state: SendState; acceptedAt?: number };

/** What the server told this person, as last heard. `toMark`: read here, and the server does not know yet. */
export type NoticeRow = Notice & { toMark: boolean };

export type PersonRow = { id: string; name: string; role: Role; suspended?: true | undefined };

/** `key` is a document's name, or begins with one, so that a revocation finds it. */
export type DraftRow = { key: string; text: string; at: number };

/** A file of a chat, kept for reading and sending offline. `key` is `<doc>/<sha256>`. */
export type BlobRow = {
  key: string;
  doc: DocName;
  attachment: Attachment;
  data: Blob;
  /** Chosen for a message that is still being written. */
  drafted: boolean;
  /** A message of the outbox waits until the server has it. */
  toUpload: boolean;
  /** When it was last chosen or opened; what was not opened for longest makes room first. */
  at: number;
};

/** How far a file has come. `url` is where its upload goes on, `sent` the bytes that the server has of it. */
export type TransferRow = { key: string; doc: DocName; url: string | null; sent: number };

/** Own accepted content of a base that was dropped; sent again if the server turns out not to have it. */
export type ResendRow = {
  id: string;
  order?: number;
  ticketId: string;
  doc: DocName;
  kind: DocKind;
  entry: Entry | null;
  update: Uint8Array | null;
  at: number;
  /** The entry on which it rests: until the log has that again, it would be refused. */
  after?: string;
  /** When it was put here, ms. */
  since?: number;
};

/** Where the device stands in the feed, and what it knows of the server. */
export type Meta = {
  cursor: number;
  /** Null before the first welcome. */
  serverId: string | null;
  /** This person on this device, for the ledger of what was purged. */
  device: string;
  /** Server's clock minus ours, ms. */
  clockOffset: number;
  /** Deleted, and the server may not have heard of it. */
  purged: DocName[];
  /** The role in which the server admitted this person last; null before the first welcome. */
  role: Role | null;
  /** The most that one file may have, as the server last said. */
  fileBytes: number;
  /** The highest number of the notes editor's schema that the server has named; 0 before it named one. */
  notesSchema: number;
  /** With what form and which entries the tickets were last projected. */
  projection: string;
};
export type MetaRow = { [Key in keyof Meta]: { key: Key; value: Meta[Key] } }[keyof Meta];
