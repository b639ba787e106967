import { randomUUID } from "node:crypto";
import type { LogKind } from "../../shared/log/doc-name.ts";

/** An entry as somebody would write it who is not asked whether they may: without its envelope. */
export type Forgery = { kind: LogKind; draft: { type: string } & Record<string, unknown> };

/** One of every type there is, and what only the server writes. `heir` is an active counselor. */
export function everyForgery(heir: string, sessionId: string): Forgery[] {
  const now = Date.now();
  const session = {
    sessionId,
    startsAt: now + 3_600_000,
    minutes: 50,
    mode: "video",
    timeZone: "Europe/Berlin",
  };
  const on = (kind: LogKind, type: string, payload: Record<string, unknown> = {}): Forgery => ({
    kind,
    draft: { type, ...payload },
  });
  return [
    on("ticket", "ticket.opened", { category: "other", urgency: "low", mode: "chat" }),
    on("ticket", "ticket.edited", { mode: "audio" }),
    on("ticket", "ticket.triaged", { urgency: "low" }),
    on("ticket", "ticket.claimed"),
    on("ticket", "ticket.unclaimed", { reason: "other" }),
    on("ticket", "ticket.assigned", { to: heir }),
    on("ticket", "session.scheduled", session),
    on("ticket", "session.cancelled", { sessionId, reason: "other" }),
    on("ticket", "session.started"),
    on("ticket", "session.completed", { attendance: "attended" }),
    on("ticket", "ticket.closed", { resolution: "other" }),
    on("ticket", "ticket.reopened"),
    on("ticket", "access.opened", { until: now + 3_600_000 }),
    on("ticket", "account.recovered", { person: heir }),
    on("request", "request.written", { title: "mine", description: "" }),
    on("request", "request.edited", { title: "mine" }),
    on("chat", "chat.message", { body: "let me in" }),
    on("chat", "chat.seen", { upTo: randomUUID() }),
    on("chat", "chat.redacted", { message: randomUUID() }),
    on("chat", "session.linked", { sessionId, url: "https://evil.example/room", provider: "pasted" }),
    on("chat", "session.linked", { sessionId, url: "https://evil.example/room", provider: "google-meet" }),
    on("chat", "session.linkFailed", { sessionId, code: "quota" }),
  ];
}
