import type { TicketState } from "../../shared/ticket/state.ts";
import { unreachable } from "../../shared/unreachable.ts";

export type Step = { label: string; place: "done" | "current" | "ahead" };

type Told = Pick<TicketState, "status" | "assigned" | "session" | "causes">;

/**
 * The line a request moves along, as its student reads it. Of what lies behind only what is known to have happened: a
 * ticket may begin a session that was never planned, and end with none.
 * @param late its session came after its own time, so that it is no plan
 */
export function stepsOf(state: Told, late = false): Step[] {
  const had = state.assigned !== null;
  const planned = wasPlanned(state) && !late;
  const line: { label: string; happened: boolean }[] = [
    { label: "Asked", happened: true },
    { label: "Someone has it", happened: had },
    { label: "Session planned", happened: planned },
    // A session that its student missed is completed too, so an ended ticket does not say that one took place.
    { label: "In session", happened: false },
    { label: "Done", happened: true },
  ];
  const current = late ? withSomeone : currentOf(state);
  return line.flatMap(({ label, happened }, index): Step[] => {
    if (index === current) return [{ label, place: "current" }];
    if (index > current) return [{ label, place: "ahead" }];
    return happened ? [{ label, place: "done" }] : [];
  });
}

const withSomeone = 1;

/** Where on the line a ticket stands. Completed and closed are both its end. */
function currentOf({ status }: Told): number {
  switch (status) {
    case "open":
      return 0;
    case "claimed":
      return withSomeone;
    case "scheduled":
      return 2;
    case "in_progress":
      return 3;
    case "completed":
    case "closed":
      return 4;
    default:
      return unreachable(status);
  }
}

/** Whether a session was planned and not called off again, also after it ended. */
function wasPlanned({ session, causes }: Told): boolean {
  if (session !== null) return true;
  return causes.session?.type === "session.completed" || causes.session?.type === "ticket.closed";
}
