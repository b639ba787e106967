import { z } from "zod";
import type { LinkTrouble } from "../../../shared/meetings/link-trouble.ts";
import { retryAfterMs } from "../../jobs/retry-after.ts";
import { Stopping } from "../../jobs/stopping.ts";
import type { Trouble } from "../provider.ts";

/** Named in a function, and so not until there is one: the name alone has Node load all of fetch, 30 ms at the start. */
const headersObject = z.custom<Headers>((value) => value instanceof Headers);
/** An error of the library, as far as it is read: one of a request that was made. */
const failure = z.object({
  config: z.object({}),
  response: z.object({ status: z.number(), data: z.unknown(), headers: headersObject.optional() }).optional(),
});
/** The Calendar API's error, and the token endpoint's (RFC 6749, 5.2). */
const apiError = z.object({
  error: z.object({ errors: z.array(z.object({ reason: z.string().optional() })).optional() }),
});
const tokenError = z.object({ error: z.string() });

/** Reasons of a 403 that pass with time (Calendar API, "Handle API errors"). */
const limits = new Set([
  "rateLimitExceeded",
  "userRateLimitExceeded",
  "quotaExceeded",
  "dailyLimitExceeded",
  "calendarUsageLimitsExceeded",
]);

/** The status that Google answered with; null when there was no answer. */
export function statusOf(error: unknown): number | null {
  return failure.safeParse(error).data?.response?.status ?? null;
}

/**
 * What an error of a call means for the meeting, and whether trying again can help.
 * @throws Stopping when the call was cut because the server stops, and whatever is no error of a request
 */
export function troubleOf(error: unknown, signal: AbortSignal, now: number): Trouble {
  if (signal.aborted && signal.reason instanceof Stopping) throw signal.reason;
  const failed = failure.safeParse(error);
  // A mistake of our own must not look like a Google that is away.
  if (!failed.success) throw error;
  const { response } = failed.data;
  if (response === undefined) return later("google-unavailable");
  const { status, data, headers } = response;
  const afterMs = retryAfterMs(headers?.get("retry-after") ?? null, now);
  const token = tokenError.safeParse(data).data?.error;
  if (status >= 500 || status === 408) return later("google-unavailable", afterMs);
  if (status === 429) return later("google-quota", afterMs);
  if (token === "invalid_grant") return never("google-grant-ended");
  if (token !== undefined) return never("google-setup");
  const reasons = (apiError.safeParse(data).data?.error.errors ?? []).map(({ reason }) => reason ?? "");
  switch (status) {
    case 401:
      // The token we had was taken back. With a new one the next try works, or learns why there is none.
      return later("google-grant-ended");
    case 403:
      if (reasons.some((reason) => limits.has(reason))) return later("google-quota", afterMs);
      return never(reasons.includes("accessNotConfigured") ? "google-setup" : "google-forbidden");
    case 404:
      return never("google-not-found");
    case 409:
      return never("google-conflict");
    case 410:
      return never("google-gone");
    default:
      return never("google-rejected");
  }
}

function later(code: LinkTrouble, afterMs: number | null = null): Trouble {
  return { outcome: "trouble", code, retry: true, ...(afterMs === null ? {} : { afterMs }) };
}

function never(code: LinkTrouble): Trouble {
  return { outcome: "trouble", code, retry: false };
}
