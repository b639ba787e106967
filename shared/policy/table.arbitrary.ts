import type { TicketStatus } from "../entries/codes.ts";
import type { EntryType } from "../entries/entry.ts";
import type { DocKind } from "../log/doc-name.ts";
import type { RuleName } from "./rules.ts";

/** Who acts: the ticket's student and another, the counselor it is assigned to and another, an admin without and with a new sign-in proof, the server. */
export const actors = ["owner", "student", "assigned", "counselor", "admin", "proved", "system"] as const;
export type ActorName = (typeof actors)[number];

/** What the ticket is; none: there is no ticket. While it is open nobody is assigned. */
export const situations = [
  "none",
  "open",
  "claimed",
  "scheduled",
  "in_progress",
  "completed",
  "closed",
] as const satisfies readonly ("none" | TicketStatus)[];
export type Situation = (typeof situations)[number];

/** Cells: `yes`; `-` there is no ticket; else the word under which the rule that says no is named here. */
type Grid = { rules: { readonly [word: string]: RuleName }; grid: string };

/**
 * The policy's table, written from the desk's rules and not from the code that it checks. Entries that
 * turn on more than who and when are at their most favourable here; `may-append.test.ts` holds the rest.
 */
export const appendTable: { readonly [Type in EntryType]: Grid } = {
  "ticket.opened": {
    rules: { who: "open-needs-student", when: "open-needs-first" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      yes   when  when     when       when         when       when
      student    yes   when  when     when       when         when       when
      assigned   who   who   who      who        who          who        who
      counselor  who   who   who      who        who          who        who
      admin      who   who   who      who        who          who        who
      proved     who   who   who      who        who          who        who
      system     who   who   who      who        who          who        who
    `,
  },
  "ticket.edited": {
    rules: { who: "edit-needs-owner", when: "edit-needs-open-or-claimed" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     yes   yes      when       when         when       when
      student    -     who   who      who        who          who        who
      assigned   -     who   who      who        who          who        who
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     who   who      who        who          who        who
    `,
  },
  "ticket.triaged": {
    rules: { when: "triage-needs-not-closed", who: "triage-needs-care" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     who   who      who        who          who        when
      student    -     who   who      who        who          who        when
      assigned   -     yes   yes      yes        yes          yes        when
      counselor  -     yes   who      who        who          who        when
      admin      -     yes   yes      yes        yes          yes        when
      proved     -     yes   yes      yes        yes          yes        when
      system     -     who   who      who        who          who        when
    `,
  },
  "ticket.claimed": {
    rules: { who: "claim-needs-counselor", when: "claim-needs-open" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     who   who      who        who          who        who
      student    -     who   who      who        who          who        who
      assigned   -     yes   when     when       when         when       when
      counselor  -     yes   when     when       when         when       when
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     who   who      who        who          who        who
    `,
  },
  "ticket.unclaimed": {
    rules: { who: "unclaim-needs-assigned", when: "unclaim-needs-running" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     who   who      who        who          who        who
      student    -     who   who      who        who          who        who
      assigned   -     who   yes      yes        yes          when       when
      counselor  -     who   who      who        who          who        who
      admin      -     when  yes      yes        yes          when       when
      proved     -     when  yes      yes        yes          when       when
      system     -     when  yes      yes        yes          when       when
    `,
  },
  "ticket.assigned": {
    rules: { who: "assign-needs-assigned-or-admin", when: "assign-needs-running" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     who   who      who        who          who        who
      student    -     who   who      who        who          who        who
      assigned   -     who   yes      yes        yes          when       when
      counselor  -     who   who      who        who          who        who
      admin      -     yes   yes      yes        yes          when       when
      proved     -     yes   yes      yes        yes          when       when
      system     -     who   who      who        who          who        who
    `,
  },
  "session.scheduled": {
    rules: { who: "schedule-needs-assigned", when: "schedule-needs-claimed" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     who   who      who        who          who        who
      student    -     who   who      who        who          who        who
      assigned   -     who   yes      yes        yes          when       when
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     who   who      who        who          who        who
    `,
  },
  "session.cancelled": {
    rules: { who: "cancel-needs-participant", when: "cancel-needs-scheduled" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     when  when     yes        when         when       when
      student    -     who   who      who        who          who        who
      assigned   -     who   when     yes        when         when       when
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     who   who      who        who          who        who
    `,
  },
  "session.started": {
    rules: { who: "start-needs-assigned", when: "start-needs-claimed-or-scheduled" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     who   who      who        who          who        who
      student    -     who   who      who        who          who        who
      assigned   -     who   yes      yes        when         when       when
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     who   who      who        who          who        who
    `,
  },
  "session.completed": {
    rules: { who: "complete-needs-assigned", when: "complete-needs-session" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     who   who      who        who          who        who
      student    -     who   who      who        who          who        who
      assigned   -     who   when     yes        yes          when       when
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     who   who      who        who          who        who
    `,
  },
  "ticket.closed": {
    rules: { who: "close-needs-participant-or-admin", when: "close-needs-not-closed" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     yes   yes      yes        yes          yes        when
      student    -     who   who      who        who          who        who
      assigned   -     who   yes      yes        yes          yes        when
      counselor  -     who   who      who        who          who        who
      admin      -     yes   yes      yes        yes          yes        when
      proved     -     yes   yes      yes        yes          yes        when
      system     -     who   who      who        who          who        who
    `,
  },
  "ticket.reopened": {
    rules: { who: "reopen-needs-participant-or-admin", when: "reopen-needs-ended" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     when  when     when       when         yes        yes
      student    -     who   who      who        who          who        who
      assigned   -     who   when     when       when         yes        yes
      counselor  -     who   who      who        who          who        who
      admin      -     when  when     when       when         yes        yes
      proved     -     when  when     when       when         yes        yes
      system     -     when  when     when       when         yes        yes
    `,
  },
  "access.opened": {
    rules: { who: "access-needs-admin", proof: "access-needs-proof" },
    grid: `
                 none  open   claimed  scheduled  in_progress  completed  closed
      owner      -     who    who      who        who          who        who
      student    -     who    who      who        who          who        who
      assigned   -     who    who      who        who          who        who
      counselor  -     who    who      who        who          who        who
      admin      -     proof  proof    proof      proof        proof      proof
      proved     -     yes    yes      yes        yes          yes        yes
      system     -     who    who      who        who          who        who
    `,
  },
  "account.recovered": {
    rules: { who: "recovered-needs-system" },
    grid: `
                 none  open   claimed  scheduled  in_progress  completed  closed
      owner      -     who    who      who        who          who        who
      student    -     who    who      who        who          who        who
      assigned   -     who    who      who        who          who        who
      counselor  -     who    who      who        who          who        who
      admin      -     who    who      who        who          who        who
      proved     -     who    who      who        who          who        who
      system     -     yes    yes      yes        yes          yes        yes
    `,
  },
  "request.written": {
    rules: { who: "write-needs-owner" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     yes   yes      yes        yes          yes        yes
      student    -     who   who      who        who          who        who
      assigned   -     who   who      who        who          who        who
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     who   who      who        who          who        who
    `,
  },
  "request.edited": {
    rules: { who: "edit-needs-owner", when: "edit-needs-open-or-claimed" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     yes   yes      when       when         when       when
      student    -     who   who      who        who          who        who
      assigned   -     who   who      who        who          who        who
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     who   who      who        who          who        who
    `,
  },
  "chat.message": {
    rules: { who: "chat-needs-participant", when: "chat-needs-not-closed" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     yes   yes      yes        yes          yes        when
      student    -     who   who      who        who          who        who
      assigned   -     who   yes      yes        yes          yes        when
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     who   who      who        who          who        who
    `,
  },
  "chat.redacted": {
    rules: { who: "redact-needs-author" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     yes   yes      yes        yes          yes        yes
      student    -     who   who      who        who          who        who
      assigned   -     who   who      who        who          who        who
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     who   who      who        who          who        who
    `,
  },
  "chat.seen": {
    rules: { who: "chat-needs-participant" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     yes   yes      yes        yes          yes        yes
      student    -     who   who      who        who          who        who
      assigned   -     who   yes      yes        yes          yes        yes
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     who   who      who        who          who        who
    `,
  },
  "session.linked": {
    rules: { who: "link-needs-system-or-pasted", when: "link-needs-session" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     who   who      who        who          who        who
      student    -     who   who      who        who          who        who
      assigned   -     who   when     yes        yes          when       when
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     when  when     yes        yes          when       when
    `,
  },
  "session.linkFailed": {
    rules: { who: "link-failed-needs-system", when: "link-needs-session" },
    grid: `
                 none  open  claimed  scheduled  in_progress  completed  closed
      owner      -     who   who      who        who          who        who
      student    -     who   who      who        who          who        who
      assigned   -     who   who      who        who          who        who
      counselor  -     who   who      who        who          who        who
      admin      -     who   who      who        who          who        who
      proved     -     who   who      who        who          who        who
      system     -     when  when     yes        yes          when       when
    `,
  },
};

/** Who may read what. Beside the others: an admin with emergency access, and one whose access ran out. */
export const readers = [
  "owner",
  "student",
  "assigned",
  "counselor",
  "admin",
  "accessing",
  "expired",
  "system",
] as const;
export type ReaderName = (typeof readers)[number];

export const readTable: { readonly [Kind in DocKind]: string } = {
  ticket: `
               none  open  claimed  scheduled  in_progress  completed  closed
    owner      no    yes   yes      yes        yes          yes        yes
    student    no    no    no       no         no           no         no
    assigned   no    yes   yes      yes        yes          yes        yes
    counselor  no    yes   no       no         no           no         no
    admin      no    yes   yes      yes        yes          yes        yes
    accessing  no    yes   yes      yes        yes          yes        yes
    expired    no    yes   yes      yes        yes          yes        yes
    system     yes   yes   yes      yes        yes          yes        yes
  `,
  request: `
               none  open  claimed  scheduled  in_progress  completed  closed
    owner      no    yes   yes      yes        yes          yes        yes
    student    no    no    no       no         no           no         no
    assigned   no    yes   yes      yes        yes          yes        yes
    counselor  no    yes   no       no         no           no         no
    admin      no    no    no       no         no           no         no
    accessing  no    yes   yes      yes        yes          yes        yes
    expired    no    no    no       no         no           no         no
    system     yes   yes   yes      yes        yes          yes        yes
  `,
  chat: `
               none  open  claimed  scheduled  in_progress  completed  closed
    owner      no    yes   yes      yes        yes          yes        yes
    student    no    no    no       no         no           no         no
    assigned   no    no    yes      yes        yes          yes        yes
    counselor  no    no    no       no         no           no         no
    admin      no    no    no       no         no           no         no
    accessing  no    yes   yes      yes        yes          yes        yes
    expired    no    no    no       no         no           no         no
    system     yes   yes   yes      yes        yes          yes        yes
  `,
  notes: `
               none  open  claimed  scheduled  in_progress  completed  closed
    owner      no    no    no       no         no           no         no
    student    no    no    no       no         no           no         no
    assigned   no    no    yes      yes        yes          yes        yes
    counselor  no    no    no       no         no           no         no
    admin      no    no    no       no         no           no         no
    accessing  no    yes   yes      yes        yes          yes        yes
    expired    no    no    no       no         no           no         no
    system     yes   yes   yes      yes        yes          yes        yes
  `,
};

/** A grid as cells by row and column. Fails where a row or a column is missing or has no name. */
export function cellsOf(grid: string, rows: readonly string[]): Map<string, string> {
  const [heading, ...lines] = grid
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/ +/));
  if (heading?.join() !== situations.join()) throw new Error(`columns: ${heading?.join()}`);
  if (lines.map(([name]) => name).join() !== rows.join()) throw new Error(`rows: ${lines.join(" | ")}`);
  return new Map(
    lines.flatMap(([name, ...cells]) => {
      if (cells.length !== situations.length) throw new Error(`cells of ${name}: ${cells.join()}`);
      return situations.map((situation, column): [string, string] => [
        `${name}, ${situation}`,
        cells[column] ?? "",
      ]);
    }),
  );
}
