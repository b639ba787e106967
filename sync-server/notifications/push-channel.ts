import { createHash } from "node:crypto";
import type { Agent } from "node:https";
import { z } from "zod";
import type { PushPayload } from "../../shared/notifications/texts.ts";
import type { Channel, Sent } from "./channel.ts";
import { retryAfterMs } from "./channel.ts";
import { isHttpsEndpoint, isPublicEndpoint } from "./public-hosts.ts";
import type { Subscription } from "./push-subscriptions.ts";
import type { VapidKeys } from "./vapid.ts";

/** Milliseconds for a push service to answer. */
const patienceMs = 15_000;

/** What the library rejects with when a service answers anything but 2xx. */
const answered = z.object({
  statusCode: z.number(),
  headers: z.object({ "retry-after": z.string().optional() }).optional(),
});

/**
 * Web Push (RFC 8030, 8291, 8292). The topic is the delivery's own, so that a try that is repeated replaces what waits at
 * the service instead of standing beside it.
 */
export function pushChannel(deps: {
  keys: VapidKeys;
  agent: Agent;
  /** Lets subscriptions name private hosts: for a push service on this machine, in tests. */
  privateHosts: boolean;
  now: () => number;
}): Channel<Subscription> {
  return {
    async send({ endpoint, p256dh, auth }, { id, text, urgent, ttl }): Promise<Sent> {
      const allowed = deps.privateHosts ? isHttpsEndpoint(endpoint) : isPublicEndpoint(endpoint);
      if (!allowed) return { result: "dead-address", detail: "not an endpoint on the public internet" };
      const { default: webPush } = await import("web-push");
      const payload: PushPayload = { v: 1, text };
      try {
        await webPush.sendNotification({ endpoint, keys: { p256dh, auth } }, JSON.stringify(payload), {
          vapidDetails: deps.keys,
          TTL: ttl,
          urgency: urgent ? "high" : "normal",
          topic: createHash("sha256").update(id).digest("base64url").slice(0, 32),
          timeout: patienceMs,
          agent: deps.agent,
        });
        return { result: "sent" };
      } catch (error) {
        return refused(error, deps.now());
      }
    },
    close: () => deps.agent.destroy(),
  };
}

function refused(error: unknown, now: number): Sent {
  const answer = answered.safeParse(error).data;
  if (answer === undefined) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    // A name that points behind our wall will not become public by waiting.
    if (code === "EPRIVATE")
      return { result: "dead-address", detail: "the endpoint is not on the public internet" };
    return { result: "retry", error: `no answer from the push service ${code}`.trim(), uncertain: true };
  }
  const { statusCode, headers } = answer;
  const told = `the push service answered ${statusCode}`;
  // RFC 8030 7.3: an expired subscription is 404; services also say 410.
  if (statusCode === 404 || statusCode === 410) return { result: "dead-address", detail: told };
  if (statusCode === 429 || statusCode >= 500) {
    const afterMs = retryAfterMs(headers?.["retry-after"], now);
    return { result: "retry", error: told, uncertain: false, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  return { result: "failed", error: told };
}
