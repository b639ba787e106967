import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Draft, Entry } from "../../shared/entries/entry.ts";
import { isTicketEntry } from "../../shared/entries/entry.ts";
import { foldTicket } from "../../shared/ticket/fold.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import { meetingJobs, pastedWithinMs } from "./meeting-jobs.ts";

const now = 1_700_000_000_000;
const ticketId = randomUUID();
const sessionId = randomUUID();

/** What a life of a ticket is followed by: the kinds of jobs after its last entry. */
function following(...drafts: Draft[]): string[] {
  let state: TicketState | null = null;
  let jobs: ReturnType<typeof meetingJobs> = [];
  const life: Draft[] = [
    { type: "ticket.opened", category: "stress", urgency: "low", mode: "video" },
    { type: "ticket.claimed" },
    ...drafts,
  ];
  for (const draft of life) {
    const entry = { ...draft, id: randomUUID(), by: "cleo", at: now } as Entry;
    const before: TicketState | null = state;
    if (isTicketEntry(entry)) state = foldTicket(ticketId, state, entry);
    jobs = meetingJobs(entry, before, state, now);
    // Pure: the same entry is followed by the same jobs, under the same ids.
    expect(meetingJobs(entry, before, state, now)).toEqual(jobs);
    for (const job of jobs) expect(job).toMatchObject({ id: `${job.kind}:${entry.id}`, ticketId });
  }
  return jobs.map(({ kind, dueAt }) => `${kind} +${dueAt - now}`);
}

const scheduled = (change: object = {}): Draft => ({
  type: "session.scheduled",
  sessionId,
  startsAt: now + 3_600_000,
  minutes: 50,
  mode: "video",
  timeZone: "UTC",
  ...change,
});
const arrange = `meeting.arrange +${pastedWithinMs}`;
const clear = "meeting.clear +0";

describe("[M1] what an entry means for meetings", () => {
  test.each<[string, Draft[], string[]]>([
    ["a session by video", [scheduled()], [arrange]],
    ["a session by any other way", [scheduled({ mode: "audio" })], []],
    ["the same session at another time", [scheduled(), scheduled({ minutes: 25 })], [arrange]],
    ["another session", [scheduled(), scheduled({ sessionId: randomUUID() })], [clear, arrange]],
    ["the session by another way", [scheduled(), scheduled({ mode: "in-person" })], [clear]],
    ["[D37] a session that was sent after its time", [scheduled({ startsAt: now - 1 })], []],
    [
      "[D37] the session moved to a time that has passed",
      [scheduled(), scheduled({ startsAt: now - 1 })],
      [clear],
    ],
    ["cancelled", [scheduled(), { type: "session.cancelled", sessionId, reason: "other" }], [clear]],
    ["given back", [scheduled(), { type: "ticket.unclaimed", reason: "other" }], [clear]],
    ["given back without a session", [{ type: "ticket.unclaimed", reason: "other" }], []],
    ["closed", [scheduled(), { type: "ticket.closed", resolution: "helped" }], [clear]],
    ["handed over", [scheduled(), { type: "ticket.assigned", to: "carl" }], [clear, "meeting.arrange +0"]],
    ["handed to whoever has it", [scheduled(), { type: "ticket.assigned", to: "cleo" }], []],
    [
      "a pasted link",
      [scheduled(), { type: "session.linked", sessionId, url: "https://a.example", provider: "pasted" }],
      [clear],
    ],
    [
      "a link of the server's own",
      [scheduled(), { type: "session.linked", sessionId, url: "https://a.example", provider: "jitsi" }],
      [],
    ],
    ["a message", [scheduled(), { type: "chat.message", body: "hello" }], []],
    [
      "completed after it began",
      [scheduled({ startsAt: now - 1 }), { type: "session.completed", attendance: "attended" }],
      [],
    ],
    [
      "completed before it began",
      [scheduled(), { type: "session.completed", attendance: "no-show" }],
      [clear],
    ],
  ])("%s", (_what, life, jobs) => {
    expect(following(...life)).toEqual(jobs);
  });
});
