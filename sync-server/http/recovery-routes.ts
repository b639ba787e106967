import { Router } from "express";
import type { Accounts } from "../accounts/accounts.ts";
import { requireActive, signedIn } from "./admission.ts";

/** Recoveries that wait for somebody to confirm them. Each counselor sees those that they can confirm; nobody else sees any. */
export function recoveryRoutes(accounts: Accounts): Router {
  const routes = Router();
  const active = requireActive(accounts);

  routes.get("/recoveries", active, (req, res) => {
    res.json({ recoveries: accounts.recoveriesFor(signedIn(req).person) });
  });

  routes.post("/recoveries/:id/confirm", active, (req, res) => {
    accounts.confirmRecovery(String(req.params.id), signedIn(req).person);
    res.status(204).end();
  });

  return routes;
}
