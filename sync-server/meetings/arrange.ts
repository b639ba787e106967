import type { EntryOf } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import type { LinkTrouble } from "../../shared/meetings/link-trouble.ts";
import { unreachable } from "../../shared/unreachable.ts";
import { isLastAttempt } from "../jobs/attempts.ts";
import type { Job, JobHandler, JobResult } from "../jobs/job.ts";
import { Stopping } from "../jobs/stopping.ts";
import { appendEntry } from "../sync/server-entries.ts";
import type { Outcome } from "../sync/writer.ts";
import { derivedId } from "./derived-id.ts";
import {
  isFor,
  isPasted,
  type MeetingDesk,
  resultOf,
  type Standing,
  standingSession,
} from "./meeting-desk.ts";
import type { MeetingRow } from "./meeting-rows.ts";
import type { Meeting, MeetingProvider, Trouble } from "./provider.ts";

/** Meetings one session may have: each hand-over and each event deleted by hand takes one. */
const mostEditions = 20;
/** Milliseconds before a session at which a link that cannot be made is given up, so that one is pasted in time. */
const giveUpBeforeMs = 10 * 60_000;
/** Tries that a session gets however soon it is. */
const leastTries = 3;

/**
 * `meeting.arrange` [M1–M5]: sees to it that a session by video has its meeting at its time, and the chat the link.
 * Every step finds what an earlier try has done, so it may be cut anywhere and run again.
 */
export function arrangeHandler(meetings: MeetingDesk): JobHandler {
  return async (job, signal) => {
    const standing = await standingSession(meetings, job);
    if (standing === null || (await isPasted(meetings, standing))) return { outcome: "done" };
    try {
      return await arrange(meetings, standing, job, signal);
    } catch (error) {
      if (error instanceof Stopping || !isLastAttempt(job)) throw error;
      // Whatever broke, the two of them are told that no link comes.
      return trouble(meetings, standing, job, { outcome: "trouble", code: "not-made", retry: false });
    }
  };
}

async function arrange(
  meetings: MeetingDesk,
  standing: Standing,
  job: Job,
  signal: AbortSignal,
): Promise<JobResult> {
  const found = rowFor(meetings, standing);
  if (found.outcome === "none") return { outcome: "done" };
  if (found.outcome === "trouble") return trouble(meetings, standing, job, found);
  const { row, provider } = found;
  const isMade = row.startsAt !== null;
  const result = isMade
    ? await move(meetings, standing, row, provider, signal)
    : await make(meetings, standing, row, provider, signal);
  switch (result.outcome) {
    case "arranged":
      return { outcome: "done" };
    case "gone":
      meetings.rows.removed(row.id, meetings.desk.now());
      // Another one takes its place, in a try of its own.
      return { outcome: "again", dueAt: meetings.desk.now() };
    case "not-stored":
      return { outcome: "retry", error: "the link could not be stored" };
    case "trouble":
      // A meeting that only stands at an old time still has a link that works.
      return isMade ? resultOf(result) : trouble(meetings, standing, job, result);
    default:
      return unreachable(result);
  }
}

type Found = { outcome: "found"; row: MeetingRow; provider: MeetingProvider } | { outcome: "none" } | Trouble;

/** The meeting on record for this session and counselor, or a new one by the provider that is on. */
function rowFor({ rows, providers, settings }: MeetingDesk, standing: Standing): Found {
  const key = { ticket: standing.ticketId, session: standing.session.sessionId };
  // One that was never made at a provider that is set up no more gives way to one that can be made.
  const row = rows
    .standing(key)
    .find((each) => isFor(each, standing) && (each.startsAt !== null || providers.has(each.provider)));
  if (row !== undefined) {
    const provider = providers.get(row.provider);
    return provider === undefined ? { outcome: "none" } : { outcome: "found", row, provider };
  }
  const chosen = settings().provider;
  const provider = chosen === "none" ? undefined : providers.get(chosen);
  if (provider === undefined) return { outcome: "none" };
  if (rows.editions(key) >= mostEditions) return { outcome: "trouble", code: "google-gone", retry: false };
  const account = provider.accountOf(standing.counselor);
  if (account.outcome === "trouble") return account;
  const asked = { ...key, counselor: standing.counselor, provider: provider.name, account: account.account };
  return { outcome: "found", row: rows.add(asked), provider };
}

type Arranged = { outcome: "arranged" } | { outcome: "gone" } | { outcome: "not-stored" } | Trouble;

async function make(
  meetings: MeetingDesk,
  standing: Standing,
  row: MeetingRow,
  provider: MeetingProvider,
  signal: AbortSignal,
): Promise<Arranged> {
  const made = await provider.make(meetingOf(meetings, standing, row), signal);
  if (made.outcome !== "made") return made;
  const outcome = await appendEntry<EntryOf<"session.linked">>(meetings.desk, {
    doc: docName("chat", standing.ticketId),
    by: "system",
    id: derivedId("session.linked", row.id),
    draft: {
      type: "session.linked",
      sessionId: standing.session.sessionId,
      url: made.url,
      provider: provider.name,
    },
  });
  if (!isSettled(outcome)) return { outcome: "not-stored" };
  meetings.rows.told(row.id, standing.session);
  return { outcome: "arranged" };
}

async function move(
  meetings: MeetingDesk,
  standing: Standing,
  row: MeetingRow,
  provider: MeetingProvider,
  signal: AbortSignal,
): Promise<Arranged> {
  const { startsAt, minutes } = standing.session;
  if (row.startsAt === startsAt && row.minutes === minutes) return { outcome: "arranged" };
  const moved = await provider.move(meetingOf(meetings, standing, row), signal);
  if (moved.outcome !== "moved") return moved;
  meetings.rows.told(row.id, standing.session);
  return { outcome: "arranged" };
}

function meetingOf(
  { settings, emailOf }: MeetingDesk,
  { session, student }: Standing,
  row: MeetingRow,
): Meeting {
  const email = settings().inviteStudent ? emailOf(student) : null;
  const { startsAt, minutes } = session;
  return { id: row.id, account: row.account, startsAt, minutes, attendees: email === null ? [] : [email] };
}

/** Ends a try that made no link. When it was the last one, the chat says so. */
async function trouble(
  { desk }: MeetingDesk,
  { ticketId, session }: Standing,
  job: Job,
  result: Trouble,
): Promise<JobResult> {
  const soon = desk.now() > session.startsAt - giveUpBeforeMs && job.attempts + 1 >= leastTries;
  if (result.retry && !soon && !isLastAttempt(job)) return resultOf(result);
  const code: LinkTrouble = result.code;
  const outcome = await appendEntry<EntryOf<"session.linkFailed">>(desk, {
    doc: docName("chat", ticketId),
    by: "system",
    id: derivedId("session.linkFailed", job.id, String(job.runs)),
    draft: { type: "session.linkFailed", sessionId: session.sessionId, code },
  });
  if (!isSettled(outcome)) return { outcome: "retry", error: "the failure could not be stored" };
  return { outcome: "failed", error: code };
}

/** Accepted, or refused because the session was ended meanwhile: then there is nothing to say any more. */
function isSettled({ status }: Outcome): boolean {
  return status === "accepted" || status === "refused";
}
