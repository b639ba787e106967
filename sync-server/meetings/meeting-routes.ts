import { Router } from "express";
import type { Accounts } from "../accounts/accounts.ts";
import { requireActive, requireAdmin, signedIn } from "../http/admission.ts";
import { bodyOf } from "../http/body.ts";
import { Problem } from "../http/problem.ts";
import type { GoogleGrants } from "./google/google-grants.ts";
import type { GoogleWay } from "./google/google-way.ts";
import { type MeetingSettings, meetingSettingsSchema, type Providers } from "./meeting-settings.ts";

/** Which provider is on, and how one's own account stands; admins choose among those that are configured. */
export function meetingRoutes(options: {
  accounts: Pick<Accounts, "signInOf">;
  way: GoogleWay | null;
  grants: GoogleGrants;
  providers: Providers;
  settings: () => MeetingSettings;
  store: (settings: MeetingSettings, by: string) => void;
}): Router {
  const { accounts, way, grants, providers, settings, store } = options;
  const routes = Router();

  function view(personId: string) {
    const grant = way?.way === "accounts" ? grants.of(personId) : null;
    return {
      ...settings(),
      choices: [...providers.keys(), "none"],
      google: {
        way: way?.way ?? null,
        state: grant?.state ?? null,
        email: grant?.email ?? null,
        connectedAt: grant?.connectedAt ?? null,
      },
    };
  }

  routes.get("/meetings", requireActive(accounts), (req, res) => {
    res.json(view(signedIn(req).person.id));
  });

  routes.put("/meetings", requireAdmin(accounts), (req, res) => {
    const wanted = bodyOf(req, meetingSettingsSchema);
    if (wanted.provider !== "none" && !providers.has(wanted.provider))
      throw new Problem("provider-not-set-up");
    store(wanted, signedIn(req).person.id);
    res.json(view(signedIn(req).person.id));
  });

  return routes;
}
