import type { Actor } from "../../shared/policy/actor.ts";
import type { AccountStatus, Confirmer, Role } from "../../shared/policy/roles.ts";

/** Who is signed in here. */
export type Me = {
  id: string;
  name: string;
  role: Role;
  email: string;
  status: AccountStatus;
  /** Their account was recovered and they read nothing yet: who can confirm it. */
  withheld?: Confirmer | undefined;
};

/** The same person as the policy sees them. */
export function actorOf(me: Me): Actor {
  return { id: me.id, role: me.role, status: me.status };
}
