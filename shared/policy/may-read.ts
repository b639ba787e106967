import type { DocKind } from "../log/doc-name.ts";
import type { TicketState } from "../ticket/state.ts";
import { unreachable } from "../unreachable.ts";
import type { Actor } from "./actor.ts";
import type { Role } from "./roles.ts";

/**
 * Who a grant is given to: everyone of a role (`role:counselor`), or one person in one role (`counselor:<id>`).
 * The role is part of it, so that a change of role ends what the old one could read.
 */
export type Principal = `role:${Role}` | `${Role}:${string}`;

/** The principals an actor is, now. Nobody while the account is not active, or its recovery is not confirmed. */
export function principalsOf(actor: Actor): Principal[] {
  if (actor.status !== "active" || actor.role === "system") return [];
  return [`role:${actor.role}`, `${actor.role}:${actor.id}`];
}

/** Who may read a document of this kind, given its ticket at the time `now` (ms). */
export function readersOf(kind: DocKind, ticket: TicketState, now: number): Principal[] {
  const student: Principal = `student:${ticket.student}`;
  const assigned: Principal[] = ticket.assigned === null ? [] : [`counselor:${ticket.assigned}`];
  const everyCounselor: Principal[] = ticket.status === "open" ? ["role:counselor"] : [];
  switch (kind) {
    case "ticket":
      return [student, ...assigned, ...everyCounselor, "role:admin"];
    case "request":
      return [student, ...assigned, ...everyCounselor, ...emergencyReaders(ticket, now)];
    case "chat":
      return [student, ...assigned, ...emergencyReaders(ticket, now)];
    case "notes":
      return [...assigned, ...emergencyReaders(ticket, now)];
    default:
      return unreachable(kind);
  }
}

function emergencyReaders(ticket: TicketState, now: number): Principal[] {
  const admins = ticket.access.filter((access) => access.until > now).map((access) => access.admin);
  return [...new Set(admins)].map((admin): Principal => `admin:${admin}`);
}

/** May this actor read the ticket's document of this kind? The unknown is "no". */
export function mayRead(actor: Actor, kind: DocKind, ticket: TicketState | null, now: number): boolean {
  if (actor.role === "system") return true;
  if (ticket === null) return false;
  const readers = readersOf(kind, ticket, now);
  return principalsOf(actor).some((principal) => readers.includes(principal));
}
