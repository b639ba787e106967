import { docName } from "../../shared/log/doc-name.ts";
import type { Step } from "../store/store.ts";
import type { Desk } from "./desk.ts";
import { expiredGrants } from "./grants.ts";

/** How often emergency accesses are looked over, in ms: the longest one outlives its end on a connected device. */
export const expireEveryMs = 5_000;

/** Ends the grants of emergency accesses that have run out. */
export async function endExpiredAccess({ store, writer, now }: Desk): Promise<void> {
  const at = now();
  if ((await store.expired(at)).length === 0) return;
  await writer.commit(async () => {
    const tickets = await store.expired(at);
    const heads = await store.heads(tickets.map((id) => docName("ticket", id)));
    return tickets.flatMap((ticketId): Step[] => {
      const ticket = heads.get(docName("ticket", ticketId))?.ticket ?? null;
      if (ticket === null) return [];
      return [{ kind: "grants", ticketId, expiredBy: at, grants: expiredGrants(ticket, at) }];
    });
  });
}
