import { Router } from "express";
import type { Accounts } from "../accounts/accounts.ts";
import { campusSchema } from "../accounts/campus.ts";
import type { Config } from "../config.ts";
import { requireAdmin } from "./admission.ts";
import { bodyOf } from "./body.ts";

/** What anybody may read without signing in, the crisis lines above all; admins change it. */
export function campusRoutes(accounts: Accounts, config: Pick<Config, "demo" | "campusDomains">): Router {
  const routes = Router();

  function campus() {
    return { ...accounts.campus(), demo: config.demo, signUp: { domains: config.campusDomains } };
  }

  routes.get("/", (_req, res) => {
    res.json(campus());
  });

  routes.put("/", requireAdmin(accounts), (req, res) => {
    accounts.setCampus(bodyOf(req, campusSchema));
    res.json(campus());
  });

  return routes;
}
