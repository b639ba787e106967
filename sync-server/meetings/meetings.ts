import type { Router } from "express";
import type { Accounts } from "../accounts/accounts.ts";
import type { Db } from "../accounts/database.ts";
import type { Config, GivenSecrets } from "../config.ts";
import type { JobHandler } from "../jobs/job.ts";
import { createSealer } from "../secrets/seal.ts";
import type { Desk } from "../sync/desk.ts";
import { arrangeHandler } from "./arrange.ts";
import { clearHandler } from "./clear.ts";
import { Connecting } from "./google/connecting.ts";
import { createGoogleAccess } from "./google/google-access.ts";
import { googleGrants } from "./google/google-grants.ts";
import { loadGoogleLibrary } from "./google/google-library.ts";
import { createGoogleMeet } from "./google/google-meet.ts";
import { googleWayOf } from "./google/google-way.ts";
import { revokeHandler, revokeSeed } from "./google/revoke.ts";
import { createJitsi } from "./jitsi.ts";
import type { MeetingDesk } from "./meeting-desk.ts";
import type { MeetingJobKind } from "./meeting-jobs.ts";
import { meetingRows } from "./meeting-rows.ts";
import { type MeetingSettings, readMeetingSettings, storeMeetingSettings } from "./meeting-settings.ts";
import type { MeetingProvider } from "./provider.ts";

export type Meetings = { routes: () => Promise<Router>; handlers: Record<MeetingJobKind, JobHandler> };

/**
 * Everything about meeting links: its routes, and what runs its jobs.
 * @param secret what rooms' names and the sealing of tokens are derived from
 * @param wake tells the worker that there is something to do
 * @throws Error that names the variable when a provider is configured by half
 */
export function createMeetings(options: {
  db: Db;
  desk: Pick<Desk, "store" | "writer" | "now">;
  accounts: Pick<Accounts, "signInOf" | "person">;
  config: Pick<Config, "meetings" | "publicUrl">;
  secrets: GivenSecrets;
  secret: string;
  wake: () => void;
}): Meetings {
  const { db, desk, accounts, config, secrets, secret, wake } = options;
  const { now } = desk;
  const { jitsiUrl, googleEndpoint } = config.meetings;
  const way = googleWayOf(config.meetings, { googleClientSecret: secrets.googleClientSecret ?? null });
  const grants = googleGrants(db, createSealer(secret, "google tokens"));
  const library = () => loadGoogleLibrary(googleEndpoint);
  const emailOf = (personId: string) => accounts.person(personId)?.email ?? null;

  const google =
    way === null ? null : createGoogleMeet(createGoogleAccess({ way, grants, library, emailOf }), now);
  const jitsi = jitsiUrl === null ? null : createJitsi(jitsiUrl, secret);
  const configured: MeetingProvider[] = [google, jitsi].filter((provider) => provider !== null);
  const providers = new Map(configured.map((provider) => [provider.name, provider]));
  const settings = () => readMeetingSettings(db, providers);
  const meetings: MeetingDesk = { desk, rows: meetingRows(db), providers, settings, emailOf };

  const revoke = async (grantId: string) => {
    await desk.store.addJobs([revokeSeed(grantId, now())]);
    wake();
  };
  async function routes(): Promise<Router> {
    const { meetingRoutes } = await import("./meeting-routes.ts");
    const { googleRoutes } = await import("./google/google-routes.ts");
    const store = (chosen: MeetingSettings, by: string) => storeMeetingSettings(db, chosen, by);
    const connecting = new Connecting(now);
    return meetingRoutes({ accounts, way, grants, providers, settings, store }).use(
      googleRoutes({ accounts, config, way, connecting, grants, library, revoke, now }),
    );
  }

  return {
    routes,
    handlers: {
      "meeting.arrange": arrangeHandler(meetings),
      "meeting.clear": clearHandler(meetings),
      "google.revoke": revokeHandler({ grants, library, now }),
    },
  };
}
