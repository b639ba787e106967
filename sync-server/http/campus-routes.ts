import { Router } from "express";
import type { CampusAnswer } from "../../shared/api/account.ts";
import type { AccountMail } from "../accounts/account-mail.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { campusSchema } from "../accounts/campus.ts";
import type { Config } from "../config.ts";
import { requireAdmin, signedIn } from "./admission.ts";
import { bodyOf } from "./body.ts";

/** What anybody may read without signing in, the crisis lines above all; admins change it. */
export function campusRoutes(
  accounts: Accounts,
  config: Pick<Config, "demo" | "campusDomains">,
  typicalWait: () => Promise<number | null>,
  mail: AccountMail,
): Router {
  const routes = Router();

  async function campus(): Promise<CampusAnswer> {
    // The crisis lines go out whatever the store says.
    const typicalWaitMs = await typicalWait().catch(() => null);
    return {
      ...accounts.campus(),
      demo: config.demo,
      signUp: { domains: config.campusDomains },
      typicalWaitMs,
      /** Whether a forgotten password mails its owner a link. */
      ...(mail.isSetUp ? { mail: true } : {}),
    };
  }

  routes.get("/", async (_req, res) => {
    res.json(await campus());
  });

  routes.put("/", requireAdmin(accounts), async (req, res) => {
    accounts.setCampus(bodyOf(req, campusSchema), signedIn(req).person);
    res.json(await campus());
  });

  return routes;
}
