import type { TicketState } from "../ticket/state.ts";
import type { Scene } from "./scene.ts";

/** Who may have a ticket now, whatever brings it to them: an active counselor. */
export function mayHold(roleOf: Scene["roleOf"], personId: string): boolean {
  return roleOf(personId) === "counselor";
}

/** Has this ticket a counselor on record who may not have it any more? */
export function isHeldInVain({ roleOf }: Pick<Scene, "roleOf">, ticket: TicketState | null): boolean {
  return ticket !== null && ticket.assigned !== null && !mayHold(roleOf, ticket.assigned);
}
