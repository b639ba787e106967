import type { Role } from "../../shared/policy/roles.ts";
import { comparable } from "../../shared/text/comparable.ts";
import { roleWords } from "./role-words.ts";

type Called = { id: string; name: string; role: Role; email?: string };

/** Letters of an id that tell two people of one name and role apart where no address is known. */
const codeLength = 4;

/**
 * What each of these people is called, by id: the name; where two have one name, the address beside it, or the role and
 * a short code where the address is not known here. No two people get the same words.
 */
export function toldApart(people: readonly Called[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { name } of people) counts.set(heard(name), (counts.get(heard(name)) ?? 0) + 1);
  return new Map(
    people.map((person) => [
      person.id,
      (counts.get(heard(person.name)) ?? 0) > 1 ? `${person.name} (${moreOf(person)})` : person.name,
    ]),
  );
}

function moreOf({ id, role, email }: Called): string {
  return email ?? `${roleWords[role].toLowerCase()} ${id.slice(0, codeLength).toUpperCase()}`;
}

/** Names that differ in case or accents only sound the same. */
function heard(name: string): string {
  return comparable(name);
}
