import { z } from "zod";
import type { JobHandler, JobSeed } from "../../jobs/job.ts";
import { resultOf } from "../meeting-desk.ts";
import type { GoogleGrants } from "./google-grants.ts";
import type { GoogleLibrary } from "./google-library.ts";
import { statusOf, troubleOf } from "./google-trouble.ts";

const payload = z.object({ grantId: z.string() });

/** A job and not a call, so that a disconnected account is revoked also when Google is away just now. */
export function revokeSeed(grantId: string, now: number): JobSeed {
  return {
    id: `google.revoke:${grantId}`,
    kind: "google.revoke",
    ticketId: null,
    dueAt: now,
    payload: { grantId },
  };
}

/** `google.revoke` [M7]: takes the permission back at Google, then forgets it. */
export function revokeHandler(options: {
  grants: GoogleGrants;
  library: () => Promise<GoogleLibrary>;
  now: () => number;
}): JobHandler {
  const { grants, library, now } = options;
  return async (job, signal) => {
    const { grantId } = payload.parse(job.payload);
    const token = grants.refreshToken(grantId);
    if (token !== null && grants.byId(grantId)?.state === "leaving") {
      try {
        // Whoever holds a token may revoke it: the client is not named.
        await (await library()).oauth({ clientId: "", clientSecret: "" }).revokeToken(token);
      } catch (error) {
        // 400: Google knows the token no more, which is what was wanted (RFC 7009, 2.2).
        if (statusOf(error) !== 400) return resultOf(troubleOf(error, signal, now()));
      }
    }
    grants.remove(grantId);
    return { outcome: "done" };
  };
}
