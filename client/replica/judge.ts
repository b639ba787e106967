import type { Replica } from "./database.ts";
import { actorOf, type Me } from "./me.ts";
import type { Judge } from "./play.ts";

/** The policy's view from this device: roles as far as the server has named people. A suspended person has none. */
export async function judgeOn(replica: Replica, me: Me, now: number): Promise<Judge> {
  const people = await replica.people.toArray();
  const active = people.filter(({ suspended }) => suspended !== true);
  const roles = new Map(active.map((person) => [person.id, person.role]));
  return { actor: actorOf(me), roleOf: (id) => (id === me.id ? me.role : (roles.get(id) ?? null)), now };
}
