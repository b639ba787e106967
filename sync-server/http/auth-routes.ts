import { Router } from "express";
import { z } from "zod";
import type { AccountMail } from "../accounts/account-mail.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { newCredential } from "../secrets/credential.ts";
import { alikeInTime } from "./alike-in-time.ts";
import { addressOf, askBetterAuth, passOn, rememberDevice, takeCookies } from "./better-auth.ts";
import { bodyOf, emailField, nameField, newPasswordField, passwordField, rememberMeField } from "./body.ts";
import { Problem } from "./problem.ts";

const signUpBody = z.strictObject({
  name: nameField,
  email: emailField,
  password: newPasswordField.optional(),
  rememberMe: rememberMeField,
});
const signInBody = z.strictObject({
  email: emailField,
  password: passwordField,
  rememberMe: rememberMeField,
});

const byMail = "Thank you. Open the link in the mail that we sent to your address.";
const byPassword = "Thank you. Sign in with your e-mail address and your password.";

function passwordMissing(): never {
  throw new Problem("bad-request", {
    detail: 'The request was not understood at "password": it is missing.',
  });
}

/**
 * The three endpoints of better-auth that are open, under their own names. Bodies are strict, so nobody signs up
 * with a role; everything else it has (and will have) under /api/auth is a 404.
 */
export function authRoutes(accounts: Accounts, mail: AccountMail): Router {
  const routes = Router();

  routes.post("/sign-up/email", async (req, res) => {
    const begun = performance.now();
    const body = bodyOf(req, signUpBody);
    accounts.limits.newcomer(addressOf(req));
    // With mail only the mailed link sets a password: one chosen here would tell, at the next sign-in, whether the address
    // had an account, and would open that of whoever follows the link.
    const chosen = mail.isSetUp ? undefined : (body.password ?? passwordMissing());
    await accounts.checkNewcomer({ ...body, password: chosen });
    const owner = accounts.personByEmail(body.email);
    const password = chosen ?? newCredential();
    try {
      await askBetterAuth(accounts, req, "/sign-up/email", { ...body, password });
    } catch (error) {
      // Of two at the same moment one makes the account.
      if (!(error instanceof Problem && error.code === "email-taken")) throw error;
      if (accounts.personByEmail(body.email) === null) throw new Problem("not-stored");
    }
    const account = owner ?? accounts.personByEmail(body.email);
    if (account?.role === "student" && mail.isSetUp && !accounts.hasSignedIn(account.id))
      await mail.send(account.id, "finish-sign-up");
    else if (owner !== null) await mail.send(owner.id, "sign-up-tried");
    await alikeInTime(begun);
    res.json({ message: mail.isSetUp ? byMail : byPassword });
  });

  routes.post("/sign-in/email", async (req, res) => {
    const body = bodyOf(req, signInBody);
    const device = accounts.knownDevices.deviceOf(req.headers.cookie, body.email);
    const attempt = accounts.limits.attempt(body.email, addressOf(req), device);
    const before = await accounts.signInOf(req.headers);
    try {
      const response = await askBetterAuth(accounts, req, "/sign-in/email", body);
      attempt.succeeded();
      // A sign-in always gets a new token; the one this browser came with must not live on beside it.
      if (before) accounts.endSignIn(before.person.id, before.sessionId);
      takeCookies(response, res);
      rememberDevice(accounts, req, res, body);
      await passOn(response, res);
    } catch (error) {
      if (!(error instanceof Problem && error.code === "wrong-credentials")) attempt.undecided();
      throw error;
    }
  });

  routes.post("/sign-out", async (req, res) => {
    const signIn = await accounts.signInOf(req.headers);
    if (signIn) accounts.endSignIn(signIn.person.id, signIn.sessionId);
    // The library clears the cookies.
    const response = await askBetterAuth(accounts, req, "/sign-out", {});
    accounts.look();
    takeCookies(response, res);
    await passOn(response, res);
  });

  return routes;
}
