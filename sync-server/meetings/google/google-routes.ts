import { Router } from "express";
import type { Accounts, Person } from "../../accounts/accounts.ts";
import type { Config } from "../../config.ts";
import { requireActive, signedIn } from "../../http/admission.ts";
import { baseUrlOf } from "../../http/base-url.ts";
import { Problem } from "../../http/problem.ts";
import type { Connecting } from "./connecting.ts";
import { consentUrl, redeem } from "./google-consent.ts";
import type { GoogleGrants } from "./google-grants.ts";
import type { GoogleLibrary } from "./google-library.ts";
import type { GoogleWay } from "./google-way.ts";

/** How a person comes back to their settings; the app has a sentence for each. */
export type ConnectOutcome = "connected" | "denied" | "no-calendar" | "expired" | "setup" | "unreachable";

export type GoogleRoutesDeps = {
  accounts: Pick<Accounts, "signInOf">;
  config: Pick<Config, "publicUrl">;
  way: GoogleWay | null;
  connecting: Connecting;
  grants: GoogleGrants;
  library: () => Promise<GoogleLibrary>;
  /** Sees to it that a grant which is leaving is revoked at Google. */
  revoke: (grantId: string) => Promise<void>;
  now: () => number;
};

/** A counselor connects their own Google account, and disconnects it [M7]. */
export function googleRoutes(deps: GoogleRoutesDeps): Router {
  const { accounts, config, connecting, grants, library, revoke, now } = deps;
  const routes = Router();
  routes.use("/google", requireActive(accounts));

  /** @throws Problem where counselors have no accounts of their own to connect */
  function client(person: Person): Extract<GoogleWay, { way: "accounts" }> {
    if (person.role !== "counselor") throw new Problem("forbidden");
    if (deps.way?.way !== "accounts") throw new Problem("google-off");
    return deps.way;
  }

  routes.post("/google/connect", async (req, res) => {
    const { person } = signedIn(req);
    const own = client(person);
    const redirectUri = `${baseUrlOf(config, req)}/api/google/callback`;
    const begun = connecting.begin(person.id, redirectUri);
    res.json({ url: consentUrl(await library(), own, { ...begun, redirectUri }) });
  });

  routes.get("/google/callback", async (req, res) => {
    const { person } = signedIn(req);
    const own = client(person);
    const back = (outcome: ConnectOutcome) => res.redirect(303, `/settings?google=${outcome}`);
    const { state, code, error } = req.query;
    const begun = typeof state === "string" ? connecting.take(state, person.id) : null;
    if (begun === null) return back("expired");
    if (error === "access_denied") return back("denied");
    if (typeof code !== "string" || code === "") return back("setup");
    const consent = await redeem(await library(), own, code, begun);
    if (consent.outcome !== "given") return back(consent.outcome);
    const { email, refreshToken } = consent;
    const replaced = grants.connect({ person: person.id, email, refreshToken, now: now() });
    if (replaced !== null) await revoke(replaced);
    return back("connected");
  });

  routes.post("/google/disconnect", async (req, res) => {
    const { person } = signedIn(req);
    const grant = grants.of(person.id);
    if (grant !== null) {
      grants.leaving(grant.id);
      await revoke(grant.id);
    }
    res.status(204).end();
  });

  return routes;
}
