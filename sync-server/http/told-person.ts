import type { AccountStatus, Confirmer } from "../../shared/policy/roles.ts";
import type { Accounts, Person } from "../accounts/accounts.ts";

/**
 * A person as devices are told of them. An account whose recovery is not confirmed is `active` to devices of before; `withheld`
 * says so to the others, and who can confirm.
 */
export function toldPerson<Given extends Person>(
  accounts: Pick<Accounts, "confirmerOf">,
  person: Given,
): Omit<Given, "status"> & { status: AccountStatus; withheld?: Confirmer } {
  const { status, ...rest } = person;
  if (status !== "withheld") return { ...rest, status };
  const withheld = accounts.confirmerOf(person.id);
  return { ...rest, status: "active", ...(withheld === null ? {} : { withheld }) };
}
