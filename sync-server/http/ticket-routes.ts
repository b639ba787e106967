import { randomUUID } from "node:crypto";
import { Router } from "express";
import { z } from "zod";
import type { EntryOf } from "../../shared/entries/entry.ts";
import { docName, parseDocName } from "../../shared/log/doc-name.ts";
import { accessHours } from "../../shared/policy/may-append.ts";
import { ruleNamed, rules } from "../../shared/policy/rules.ts";
import { overlap } from "../../shared/ticket/overlap.ts";
import type { TicketState } from "../../shared/ticket/state.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Desk } from "../sync/desk.ts";
import { endExpiredAccess } from "../sync/expiry.ts";
import { appendEntry } from "../sync/server-entries.ts";
import type { Outcome } from "../sync/writer.ts";
import { requireActive, requireAdmin, signedIn } from "./admission.ts";
import { bodyOf, passwordField } from "./body.ts";
import { Problem } from "./problem.ts";

const hourMs = 3_600_000;
/** Reasons shown at once. */
const reasonsShown = 200;

const accessBody = z.strictObject({
  password: passwordField,
  reason: z.string().trim().min(3).max(500),
});

/** What cannot be an ordinary push: emergency access, which takes the admin's password again. */
export function ticketRoutes(accounts: Accounts, desk: Desk): Router {
  const routes = Router();

  routes.post("/tickets/:id/emergency-access", requireAdmin(accounts), async (req, res) => {
    const { password, reason } = bodyOf(req, accessBody);
    const named = parseDocName(docName("ticket", String(req.params.id)));
    if (named === null) throw new Problem("no-such-ticket");
    const { person } = signedIn(req);
    if (!(await accounts.verifyPassword(person.id, password))) throw new Problem("wrong-password");
    // An access that has just run out ends by a seq of its own, so that this one is a new grant.
    await endExpiredAccess(desk);
    const at = desk.now();
    const entry = randomUUID();
    const until = at + accessHours * hourMs;
    // First the reason: an access without one on record must not exist.
    await desk.store.emergencyReason({ entry, ticket: named.ticketId, admin: person.id, reason, at });
    const outcome = await appendEntry<EntryOf<"access.opened">>(desk, {
      doc: named.name,
      by: person.id,
      draft: { type: "access.opened", until },
      id: entry,
      proved: true,
    });
    refuseUnlessAccepted(outcome);
    res.json({ until });
  });

  // Only that there is one: whose session it is, and when, is between the heir and their student.
  routes.get("/tickets/:id/conflict/:heir", requireActive(accounts), async (req, res) => {
    const named = parseDocName(docName("ticket", String(req.params.id)));
    if (named === null) throw new Problem("no-such-ticket");
    const { person } = signedIn(req);
    const ticket = (await desk.writer.head(named.name))?.ticket ?? null;
    const mayAsk = ticket !== null && (person.role === "admin" || ticket.assigned === person.id);
    if (!mayAsk) throw new Problem("no-such-ticket");
    res.json({ conflict: await hasConflict(desk, ticket, String(req.params.heir)) });
  });

  routes.get("/emergency-access", requireAdmin(accounts), async (_req, res) => {
    res.json({ reasons: await desk.store.emergencyReasons(reasonsShown) });
  });

  return routes;
}

/** Whether somebody who would get this ticket has another session while its own takes place. */
async function hasConflict(desk: Desk, { id, session }: TicketState, heir: string): Promise<boolean> {
  if (session === null) return false;
  for (const other of await desk.store.caseload(heir)) {
    const planned = (await desk.writer.head(docName("ticket", other)))?.ticket?.session ?? null;
    if (other !== id && planned !== null && overlap(session, planned)) return true;
  }
  return false;
}

/** Throws what the outcome of an append in somebody's name means to them. */
export function refuseUnlessAccepted(outcome: Outcome): void {
  switch (outcome.status) {
    case "accepted":
      return;
    case "refused": {
      const { code, rule } = outcome.told;
      if (code === "denied" || rule === "ticket-exists") throw new Problem("no-such-ticket");
      const named = rule === undefined ? null : ruleNamed(rule);
      throw new Problem("ticket-refused", named === null ? {} : { detail: rules[named].sentence });
    }
    case "stale":
    case "retry-later":
      throw new Problem("not-stored");
    default:
      unreachable(outcome);
  }
}
