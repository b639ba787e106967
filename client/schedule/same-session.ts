import type { Mode } from "../../shared/entries/codes.ts";
import type { TicketRow } from "../replica/schema.ts";

/** The link that the counselor pasted for the session that is planned; empty when there is none. */
export function pastedLink({ link }: Pick<TicketRow, "link">): string {
  return link !== null && "url" in link && link.provider === "pasted" ? link.url : "";
}

/**
 * The id of the planned session, if what is planned now is that session at another time: it keeps its link then. Another
 * mode, a session that has begun, or a link taken away makes another session.
 */
export function sameSession(
  row: Pick<TicketRow, "state" | "link">,
  planned: { mode: Mode; link: string },
): string | null {
  const { session, status } = row.state;
  if (session === null || status !== "scheduled" || session.mode !== planned.mode) return null;
  return planned.link === "" && pastedLink(row) !== "" ? null : session.sessionId;
}
