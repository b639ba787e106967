import type { DocName } from "../../shared/log/doc-name.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Store } from "../store/store.ts";
import type { Allowances } from "./allowances.ts";
import type { DeviceLedger } from "./device-ledger.ts";
import type { Hub } from "./hub.ts";
import type { Member } from "./member.ts";
import type { Presence } from "./presence.ts";
import { ticketOf } from "./reading.ts";
import type { Reads } from "./reads.ts";
import type { Writer } from "./writer.ts";

/** What every connection works with. Made once, in the composition root. */
export type Desk = {
  store: Store;
  writer: Writer;
  hub: Hub;
  presence: Presence;
  reads: Reads;
  allowances: Allowances;
  ledger: DeviceLedger;
  accounts: Pick<Accounts, "person" | "staff">;
  now: () => number;
  onError: (error: unknown) => void;
};

/** Passes presence on to the others who read this document. */
export async function passOn(
  desk: Desk,
  from: { doc: DocName; update: Uint8Array; except: Member },
): Promise<void> {
  const ticket = await ticketOf(desk.writer, from.doc);
  for (const member of desk.hub.readers(from.doc, ticket)) {
    if (member !== from.except) member.present(from.doc, from.update);
  }
}
