import type { Role } from "../shared/policy/roles.ts";
import type { AccountEvent } from "../sync-server/accounts/accounts.ts";
import type { PersonWithTimes } from "../sync-server/accounts/people.ts";
import type { Person } from "../sync-server/accounts/person.ts";

/** The accounts as the desk needs them, in memory. */
export class Directory {
  #people = new Map<string, Person>();
  readonly #heard: (event: AccountEvent) => void;

  constructor(heard: (event: AccountEvent) => void) {
    this.#heard = heard;
  }

  add(id: string, role: Role): Person {
    const person: Person = {
      id,
      name: `Name of ${id}`,
      email: `${id}@campus.example`,
      role,
      status: "active",
    };
    this.#people.set(id, person);
    return person;
  }

  readonly person = (id: string): Person | null => this.#people.get(id) ?? null;

  readonly staff = (): Person[] =>
    [...this.#people.values()].filter(({ role, status }) => role !== "student" && status !== "pending");

  readonly people = (): PersonWithTimes[] =>
    [...this.#people.values()].map((person) => ({ ...person, createdAt: "", lastSeenAt: null }));

  /** Makes a change and tells whoever listens, as the accounts do after their commit. */
  change(id: string, changed: Partial<Pick<Person, "role" | "status" | "name">>): void {
    const before = this.#people.get(id);
    if (before === undefined) throw new Error(`nobody is called ${id}`);
    const person = { ...before, ...changed };
    this.#people.set(id, person);
    this.#heard({ kind: "changed", person, before });
  }

  signOut(sessionId: string): void {
    this.#heard({ kind: "signedOut", sessionId });
  }

  snapshot(): ReadonlyMap<string, Person> {
    return new Map(this.#people);
  }

  /** Accounts lie in the same file as the desk: a restored backup brings back its own. */
  restore(people: ReadonlyMap<string, Person>): void {
    this.#people = new Map(people);
  }
}
