import type { AccountStatus, Role } from "../../shared/policy/roles.ts";
import { holdsAll } from "../../shared/text/comparable.ts";
import { accountStatusWords, roleWords } from "../ui/role-words.ts";

export type StatusFilter = AccountStatus | "all";

type Listed = { id: string; name: string; email: string; role: Role; status: AccountStatus };

/** Those with all these words in name, address or role; who waits for approval comes first, then by name. */
export function filterPeople<P extends Listed>(
  people: readonly P[],
  query: string,
  status: StatusFilter,
): P[] {
  return people
    .filter((person) => status === "all" || person.status === status)
    .filter((person) => {
      const text = `${person.name} ${person.email} ${roleWords[person.role]} ${accountStatusWords[person.status]}`;
      return holdsAll(text, query);
    })
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

function rank({ status }: Listed): number {
  return status === "pending" ? 0 : 1;
}

/** Who could take over a caseload: every other active counselor. */
export function heirsOf<P extends Listed>(people: readonly P[], id: string): P[] {
  return people.filter(
    (person) => person.id !== id && person.role === "counselor" && person.status === "active",
  );
}
