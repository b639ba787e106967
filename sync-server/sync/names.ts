import type { Named } from "../../shared/protocol/control.ts";
import type { Person } from "../accounts/person.ts";
import type { Desk } from "./desk.ts";

/** Which names one socket has been told. A student learns the names in their own tickets; staff know the staff. */
export class Names {
  readonly #me: Person;
  readonly #desk: Pick<Desk, "accounts">;
  readonly #said = new Set<string>();

  constructor(me: Person, desk: Pick<Desk, "accounts">) {
    this.#me = me;
    this.#desk = desk;
  }

  /** Whom a ticket can be handed to, for those who can hand one over. */
  staff(): Named[] {
    if (this.#me.role === "student") return [];
    return this.#desk.accounts.staff().map((person) => this.#say(person));
  }

  /** The names among these that this socket does not have yet. */
  unsaid(ids: readonly string[]): Named[] {
    return ids.flatMap((id) => {
      if (this.#said.has(id)) return [];
      const person = this.#desk.accounts.person(id);
      return person === null ? [] : [this.#say(person)];
    });
  }

  /** A person whose name or role changed, if this socket knows them or should. */
  again(person: Person): Named[] {
    const isStaff = person.role !== "student" && person.status === "active";
    const known = person.id === this.#me.id || this.#said.has(person.id);
    const concerns = known || (isStaff && this.#me.role !== "student");
    return concerns ? [this.#say(person)] : [];
  }

  #say({ id, name, role }: Named): Named {
    this.#said.add(id);
    return { id, name, role };
  }
}
