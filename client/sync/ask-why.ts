import { z } from "zod";
import { accountStatuses } from "../../shared/policy/roles.ts";
import { notAdmittedBy } from "../../shared/refusal.ts";
import type { Probed } from "./machine.ts";

/** Milliseconds; a server that takes longer is as good as none. */
const patience = 10_000;

const answer = z.object({ person: z.object({ status: z.enum(accountStatuses) }) });

/**
 * Asks over HTTP why sockets do not open: a browser hides with what an upgrade was answered. Whatever is no clear no
 * (a proxy's page, no network) counts as unreachable, so that nobody is signed out by a captive portal.
 */
export async function askWhy(ask: typeof fetch = fetch): Promise<Probed> {
  try {
    const response = await ask("/api/me", {
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(patience),
    });
    const text = await response.text();
    const said = notAdmittedBy(response.status, text);
    if (said !== null) return said === "signed-out" ? "signed-out" : "inactive";
    if (!response.ok) return "unreachable";
    const parsed = answer.safeParse(JSON.parse(text));
    if (!parsed.success) return "unreachable";
    return parsed.data.person.status === "active" ? "ok" : "inactive";
  } catch {
    return "unreachable";
  }
}
