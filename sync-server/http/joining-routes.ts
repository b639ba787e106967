import { Router } from "express";
import { z } from "zod";
import type { AccountMail } from "../accounts/account-mail.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Config } from "../config.ts";
import { requireAdmin, signedIn } from "./admission.ts";
import { alikeInTime } from "./alike-in-time.ts";
import { baseUrlOf } from "./base-url.ts";
import { addressOf, signInByPassword } from "./better-auth.ts";
import { bodyOf, emailField, nameField, newPasswordField, rememberMeField, tokenField } from "./body.ts";
import { Problem } from "./problem.ts";

const invitationBody = z.strictObject({ email: emailField, role: z.enum(["counselor", "admin"]) });
const lookUpBody = z.strictObject({ token: tokenField });
const acceptBody = z.strictObject({
  token: tokenField,
  name: nameField,
  password: newPasswordField,
  rememberMe: rememberMeField,
});
const setupBody = acceptBody.extend({ email: emailField });
const forgotBody = z.strictObject({ email: emailField });
const resetBody = z.strictObject({ token: tokenField, password: newPasswordField });

/**
 * One-time links: the first admin, invitations, new passwords. A token always travels in a body and never in an
 * address, so that it stands in no log.
 */
export function joiningRoutes(
  accounts: Accounts,
  config: Pick<Config, "publicUrl">,
  mail: AccountMail,
): Router {
  const routes = Router();
  const admin = requireAdmin(accounts);

  routes.post("/setup", async (req, res) => {
    const { rememberMe, ...first } = bodyOf(req, setupBody);
    const person = await accounts.setUp(first);
    await signInByPassword(accounts, req, res, { email: person.email, password: first.password, rememberMe });
    res.status(201).json({ person });
  });

  routes.post("/invitations/lookup", (req, res) => {
    res.json(accounts.lookUpInvitation(bodyOf(req, lookUpBody).token));
  });

  routes.post("/invitations/accept", async (req, res) => {
    const { rememberMe, ...acceptance } = bodyOf(req, acceptBody);
    const person = await accounts.acceptInvitation(acceptance);
    await signInByPassword(accounts, req, res, {
      email: person.email,
      password: acceptance.password,
      rememberMe,
    });
    res.status(201).json({ person });
  });

  routes.get("/invitations", admin, (_req, res) => {
    res.json({ invitations: accounts.invitations() });
  });

  routes.post("/invitations", admin, (req, res) => {
    const invitation = { ...bodyOf(req, invitationBody), by: signedIn(req).person };
    res.status(201).json({ link: accounts.invite(invitation, baseUrlOf(config, req)) });
  });

  routes.delete<{ id: string }>("/invitations/:id", admin, (req, res) => {
    accounts.withdrawInvitation(req.params.id, signedIn(req).person);
    res.status(204).end();
  });

  routes.post("/forgot-password", async (req, res) => {
    const begun = performance.now();
    const { email } = bodyOf(req, forgotBody);
    accounts.limits.newcomer(addressOf(req));
    if (!mail.isSetUp) throw new Problem("mail-not-set-up");
    const owner = accounts.personByEmail(email);
    if (owner !== null && owner.status !== "suspended") await mail.send(owner.id, "reset-password");
    await alikeInTime(begun);
    res.json({ message: "If there is an account with this address, a link is on its way to it." });
  });

  routes.post("/reset-password", async (req, res) => {
    await accounts.resetPassword(bodyOf(req, resetBody));
    res.status(204).end();
  });

  return routes;
}
