import { z } from "zod";
import { docName } from "../../shared/log/doc-name.ts";
import type { LinkTrouble } from "../../shared/meetings/link-trouble.ts";
import type { Session, TicketState } from "../../shared/ticket/state.ts";
import type { Job, JobResult } from "../jobs/job.ts";
import type { Desk } from "../sync/desk.ts";
import type { MeetingRow, MeetingRows } from "./meeting-rows.ts";
import type { MeetingSettings, Providers } from "./meeting-settings.ts";
import type { Trouble } from "./provider.ts";

/** What the jobs about meetings work with. */
export type MeetingDesk = {
  desk: Pick<Desk, "store" | "writer" | "now">;
  rows: MeetingRows;
  providers: Providers;
  settings: () => MeetingSettings;
  emailOf: (personId: string) => string | null;
};

/** A session by video that stands, with its counselor. */
export type Standing = { ticketId: string; counselor: string; student: string; session: Session };

/** The session of a job's payload if it stands now; null when it was replaced, cancelled or is over. */
export async function standingSession({ desk }: MeetingDesk, job: Job): Promise<Standing | null> {
  const { sessionId, ticketId } = subjectOf(job);
  const name = docName("ticket", ticketId);
  const ticket = (await desk.store.heads([name])).get(name)?.ticket ?? null;
  return standing(ticket, sessionId);
}

function standing(ticket: TicketState | null, sessionId: string): Standing | null {
  const session = ticket?.session ?? null;
  if (ticket === null || session?.sessionId !== sessionId || session.mode !== "video") return null;
  if (ticket.assigned === null) return null;
  return { ticketId: ticket.id, counselor: ticket.assigned, student: ticket.student, session };
}

/** Has the counselor pasted a link for it, and is that the last word? */
export async function isPasted({ desk }: MeetingDesk, { ticketId, session }: Standing): Promise<boolean> {
  const link = await desk.store.latestLink(docName("chat", ticketId), session.sessionId);
  return link?.type === "session.linked" && link.provider === "pasted";
}

export function isFor(row: MeetingRow, standing: Standing): boolean {
  return row.counselor === standing.counselor && row.session === standing.session.sessionId;
}

const payload = z.object({ sessionId: z.string() });

/** What a job of a meeting is about. */
export function subjectOf({ payload: given, ticketId }: Job): { sessionId: string; ticketId: string } {
  return { sessionId: payload.parse(given).sessionId, ticketId: z.string().parse(ticketId) };
}

/** Trouble as a job ends a try with it. */
export function resultOf({
  code,
  retry,
  afterMs,
}: Trouble | { code: LinkTrouble; retry: boolean; afterMs?: number }): JobResult {
  if (!retry) return { outcome: "failed", error: code };
  return { outcome: "retry", error: code, ...(afterMs === undefined ? {} : { afterMs }) };
}
