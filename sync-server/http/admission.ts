import type { Request, RequestHandler } from "express";
import { unreachable } from "../../shared/unreachable.ts";
import type { Accounts, Person, SignIn } from "../accounts/accounts.ts";
import { Problem } from "./problem.ts";
import { countAdmitted } from "./request-rates.ts";

const admitted = new WeakMap<Request, SignIn>();

/**
 * Lets in whoever is signed in: pending people, and those whose recovery is not confirmed, too. They may ask how their account
 * stands, and sign out.
 */
export function requireSignedIn(accounts: Pick<Accounts, "signInOf">): RequestHandler {
  return admitting(accounts, () => {});
}

/** Lets in active people only. */
export function requireActive(accounts: Pick<Accounts, "signInOf">): RequestHandler {
  return admitting(accounts, refuseInactive);
}

/** Lets in active admins only. */
export function requireAdmin(accounts: Pick<Accounts, "signInOf">): RequestHandler {
  return admitting(accounts, (person) => {
    refuseInactive(person);
    if (person.role !== "admin") throw new Problem("forbidden");
  });
}

/** Who was let in, behind one of the three above. */
export function signedIn(req: Request): SignIn {
  const signIn = admitted.get(req);
  if (!signIn) throw new Problem("signed-out");
  return signIn;
}

function admitting(accounts: Pick<Accounts, "signInOf">, refuse: (person: Person) => void): RequestHandler {
  return async (req, _res, next) => {
    const signIn = await accounts.signInOf(req.headers);
    if (!signIn) throw new Problem("signed-out");
    refuse(signIn.person);
    if (!admitted.has(req)) await countAdmitted(req, signIn.person);
    admitted.set(req, signIn);
    next();
  };
}

function refuseInactive({ status }: Person): void {
  switch (status) {
    case "active":
      return;
    case "pending":
      throw new Problem("account-pending");
    case "suspended":
      throw new Problem("account-suspended");
    case "withheld":
      throw new Problem("account-withheld");
    default:
      unreachable(status);
  }
}
