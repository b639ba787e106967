import type { Named } from "../../shared/protocol/control.ts";
import type { Person } from "../accounts/person.ts";
import type { Desk } from "./desk.ts";

/** The ids in a list of staff: one set for every socket that was told that list, which is the same while nobody changes. */
const idsIn = new WeakMap<readonly Person[], ReadonlySet<string>>();
const nobody: ReadonlySet<string> = new Set();

/** Which names one socket has been told. A student learns the names in their own tickets; staff know the staff. */
export class Names {
  readonly #me: Person;
  readonly #desk: Pick<Desk, "accounts">;
  #staff = nobody;
  #others: Set<string> | null = null;

  constructor(me: Person, desk: Pick<Desk, "accounts">) {
    this.#me = me;
    this.#desk = desk;
  }

  /** Whom a ticket can be handed to and whom no more, for those who can hand one over. */
  staff(): Named[] {
    if (this.#me.role === "student") return [];
    const staff = this.#desk.accounts.staff();
    this.#staff = idsOf(staff);
    return staff.map(named);
  }

  /** The names among these that this socket does not have yet. */
  unsaid(ids: readonly string[]): Named[] {
    return ids.flatMap((id) => {
      if (this.#has(id)) return [];
      const person = this.#desk.accounts.person(id);
      return person === null ? [] : [this.#say(person)];
    });
  }

  /** A person whose name, role or standing changed, if this socket knows them or should. */
  again(person: Person): Named[] {
    const isStaff = person.role !== "student" && person.status !== "pending";
    const known = person.id === this.#me.id || this.#has(person.id);
    const concerns = known || (isStaff && this.#me.role !== "student");
    return concerns ? [this.#say(person)] : [];
  }

  #has(id: string): boolean {
    return this.#staff.has(id) || (this.#others?.has(id) ?? false);
  }

  #say(person: Person): Named {
    if (!this.#staff.has(person.id)) {
      this.#others ??= new Set();
      this.#others.add(person.id);
    }
    return named(person);
  }
}

function idsOf(staff: readonly Person[]): ReadonlySet<string> {
  const there = idsIn.get(staff);
  if (there !== undefined) return there;
  const ids = new Set(staff.map(({ id }) => id));
  idsIn.set(staff, ids);
  return ids;
}

function named({ id, name, role, status }: Person): Named {
  return { id, name, role, ...(role !== "student" && status === "suspended" ? { suspended: true } : {}) };
}
