import type { DocName } from "../../shared/log/doc-name.ts";
import type { CloseCode } from "../../shared/protocol/close-codes.ts";
import type { Code } from "../../shared/protocol/codes.ts";
import type { Person } from "../accounts/person.ts";

/** An accepted update on its way out, encoded once for however many sockets it goes to. */
export type FeedItem = {
  seq: number;
  doc: DocName;
  /** In the envelope of `/sync`, and bare for `/sync/<doc>`. */
  framed: Uint8Array;
  bare: Uint8Array;
  /** Whose names its readers need. */
  participants: readonly string[];
  /** When the server accepted it, ms, and the ids of its entries; notes have none. */
  at: number;
  ids: readonly string[];
};

/** A live socket of either kind, as the hub sees it. */
export interface Member {
  readonly signInId: string;
  /** The person with their present name. A change of role closes the socket, so this is who they are while it lives. */
  readonly person: Person;
  /** An accepted update of a document this person may read. */
  deliver(item: FeedItem): void;
  /** Their grants have changed: find out from the ledger what is gained and lost. */
  grantsChanged(): void;
  /** Presence of others in a document this person may read. */
  present(doc: DocName, update: Uint8Array): void;
  /** Someone's name or role changed, perhaps their own. */
  renamed(person: Person): void;
  /** Writes out what was put together in this turn. */
  flush(): void;
  close(closeCode: CloseCode, code: Code): void;
}
