import type { TicketStatus } from "../entries/codes.ts";
import type { Entry } from "../entries/entry.ts";
import type { Actor } from "./actor.ts";
import type { RuleName } from "./rules.ts";
import type { Scene } from "./scene.ts";

/** One rule on one entry type. */
export type Demand<E extends Entry> = {
  rule: RuleName;
  holds: (actor: Actor, scene: Scene, entry: E) => boolean;
};

type OnTicket = (actor: Actor, scene: Pick<Scene, "ticket">) => boolean;

export const isSystem = (actor: Actor): boolean => actor.role === "system";
export const isStudent = (actor: Actor): boolean => actor.role === "student";
export const isCounselor = (actor: Actor): boolean => actor.role === "counselor";
export const isAdmin = (actor: Actor): boolean => actor.role === "admin";

export const isTicketStudent: OnTicket = (actor, { ticket }) =>
  isStudent(actor) && ticket?.student === actor.id;
export const isAssignedCounselor: OnTicket = (actor, { ticket }) =>
  isCounselor(actor) && ticket?.assigned === actor.id;
export const isCounselorWhileOpen: OnTicket = (actor, { ticket }) =>
  isCounselor(actor) && ticket?.status === "open";

export function anyOf(...tests: OnTicket[]): OnTicket {
  return (actor, scene) => tests.some((test) => test(actor, scene));
}

export function while_(...statuses: TicketStatus[]): OnTicket {
  return (_, { ticket }) => ticket !== null && statuses.includes(ticket.status);
}

export function whileNot(...statuses: TicketStatus[]): OnTicket {
  return (_, { ticket }) => ticket !== null && !statuses.includes(ticket.status);
}
