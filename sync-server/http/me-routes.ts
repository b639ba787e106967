import { Router } from "express";
import { z } from "zod";
import type { MeAnswer } from "../../shared/api/account.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Config } from "../config.ts";
import { requireSignedIn, signedIn } from "./admission.ts";
import { bodyOf, nameField, newPasswordField, passwordField } from "./body.ts";
import { renameRate } from "./request-rates.ts";
import { toldPerson } from "./told-person.ts";

const nameBody = z.strictObject({ name: nameField });
const passwordBody = z.strictObject({ currentPassword: passwordField, newPassword: newPasswordField });

/** One's own account: who am I, my name, my password, my devices. Open to people who wait for an approval or a confirmation too. */
export function meRoutes(accounts: Accounts, config: Pick<Config, "demo">): Router {
  const routes = Router();
  const renames = renameRate();
  routes.use(requireSignedIn(accounts));

  routes.get("/", (req, res) => {
    const { person, sessionId } = signedIn(req);
    res.json({
      person: toldPerson(accounts, person),
      campus: { name: accounts.campus().name },
      session: { id: sessionId },
      demo: config.demo,
    } satisfies MeAnswer);
  });

  routes.put("/", async (req, res) => {
    const { name } = bodyOf(req, nameBody);
    const { id } = signedIn(req).person;
    // A name that is refused changes nothing, so it does not count.
    const judged = accounts.judgedName(id, name);
    await renames.count(id);
    res.json({ person: toldPerson(accounts, accounts.rename(id, judged)) } satisfies MeAnswer);
  });

  routes.post("/password", async (req, res) => {
    await accounts.changePassword(signedIn(req), bodyOf(req, passwordBody));
    res.status(204).end();
  });

  routes.get("/devices", (req, res) => {
    res.json({ devices: accounts.devices(signedIn(req)) });
  });

  routes.delete("/devices/:id", (req, res) => {
    accounts.endSignIn(signedIn(req).person.id, req.params.id);
    res.status(204).end();
  });

  routes.post("/sign-out-everywhere", (req, res) => {
    accounts.endAllSignIns(signedIn(req).person.id);
    res.status(204).end();
  });

  return routes;
}
