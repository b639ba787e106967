import { Router } from "express";
import { z } from "zod";
import type { Accounts } from "../accounts/accounts.ts";
import { refuseWeak } from "../accounts/passwords.ts";
import { addressOf, askBetterAuth, passOn } from "./better-auth.ts";
import { bodyOf, emailField, nameField, newPasswordField, passwordField, rememberMeField } from "./body.ts";
import { Problem } from "./problem.ts";

const signUpBody = z.strictObject({
  name: nameField,
  email: emailField,
  password: newPasswordField,
  rememberMe: rememberMeField,
});
const signInBody = z.strictObject({
  email: emailField,
  password: passwordField,
  rememberMe: rememberMeField,
});

/**
 * The three endpoints of better-auth that are open, under their own names. Bodies are strict, so nobody signs up
 * with a role; everything else it has (and will have) under /api/auth is a 404.
 */
export function authRoutes(accounts: Accounts): Router {
  const routes = Router();

  routes.post("/sign-up/email", async (req, res) => {
    const body = bodyOf(req, signUpBody);
    accounts.checkName(body.name);
    refuseWeak(body.password, body.email);
    await passOn(await askBetterAuth(accounts, req, "/sign-up/email", body), res);
  });

  routes.post("/sign-in/email", async (req, res) => {
    const body = bodyOf(req, signInBody);
    const attempt = accounts.limits.attempt(body.email, addressOf(req));
    const before = await accounts.signInOf(req.headers);
    try {
      const response = await askBetterAuth(accounts, req, "/sign-in/email", body);
      attempt.succeeded();
      // A sign-in always gets a new token; the one this browser came with must not live on beside it.
      if (before) accounts.endSignIn(before.person.id, before.sessionId);
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
    await passOn(response, res);
  });

  return routes;
}
