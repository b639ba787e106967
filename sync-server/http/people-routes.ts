import { type Request, Router } from "express";
import { z } from "zod";
import { roles } from "../../shared/policy/roles.ts";
import type { AccountMail } from "../accounts/account-mail.ts";
import type { Accounts, Person } from "../accounts/accounts.ts";
import type { Config } from "../config.ts";
import { requireAdmin, signedIn } from "./admission.ts";
import { baseUrlOf } from "./base-url.ts";
import { bodyOf } from "./body.ts";
import { Problem } from "./problem.ts";
import { toldPerson } from "./told-person.ts";

/** A counselor's open tickets, as the sync side keeps them. */
export interface Caseload {
  /** Assigns them to `to`, or back to the queue where it is null, in the name of `by`. Returns how many. */
  handOver(from: string, to: string | null, by: Person): Promise<number>;
}

const handOverField = z.string().max(64).nullable().default(null);
const roleBody = z.strictObject({ role: z.enum(roles), handOverTo: handOverField });
const suspendBody = z.strictObject({ handOverTo: handOverField });

/** What admins do with people. */
export function peopleRoutes(
  accounts: Accounts,
  caseload: Caseload,
  config: Pick<Config, "publicUrl">,
  mail: AccountMail,
): Router {
  const routes = Router();
  routes.use(requireAdmin(accounts));

  routes.get("/", async (_req, res) => {
    const people = await accounts.peopleInTurns();
    res.json({ people: people.map((person) => toldPerson(accounts, person)) });
  });

  routes.get("/pending", (_req, res) => {
    res.json({ pending: accounts.pendingCount() });
  });

  routes.post("/:id/approve", (req, res) => {
    res.json({ person: toldPerson(accounts, accounts.approve(req.params.id, signedIn(req).person)) });
  });

  routes.post("/:id/role", async (req, res) => {
    const { role, handOverTo } = bodyOf(req, roleBody);
    const to = heir(handOverTo, req.params.id);
    const person = accounts.setRole(req.params.id, role, signedIn(req).person);
    const told = toldPerson(accounts, person);
    res.json({ person: told, handedOver: role === "counselor" ? 0 : await handOver(req, person, to) });
  });

  routes.post("/:id/suspend", async (req, res) => {
    const { handOverTo } = bodyOf(req, suspendBody);
    const to = heir(handOverTo, req.params.id);
    const person = accounts.suspend(req.params.id, signedIn(req).person);
    const told = toldPerson(accounts, person);
    res.json({ person: told, handedOver: await handOver(req, person, to) });
  });

  routes.post("/:id/reactivate", (req, res) => {
    res.json({ person: toldPerson(accounts, accounts.reactivate(req.params.id, signedIn(req).person)) });
  });

  // Whoever sees a link can be that person: it goes to their mailbox, and an admin sees one only where there is none.
  routes.post("/:id/reset-password", async (req, res) => {
    const person = accounts.person(req.params.id);
    if (person === null) throw new Problem("no-such-person");
    if (mail.isSetUp) {
      await mail.send(person.id, "reset-password");
      res.json({ sent: true });
      return;
    }
    if (!accounts.mayShowLinkInto(person)) throw new Problem("staff-link");
    res.json({ link: accounts.resetLink(person.id, signedIn(req).person, baseUrlOf(config, req)) });
  });

  /** Access ends first, then the tickets move: a crash in between leaves tickets that the same call moves again. */
  function handOver(req: Request, from: Person, to: string | null): Promise<number> {
    return caseload.handOver(from.id, to, signedIn(req).person);
  }

  function heir(id: string | null, from: string): string | null {
    if (id === null) return null;
    const person = accounts.person(id);
    if (id === from || person?.role !== "counselor" || person.status !== "active")
      throw new Problem("bad-hand-over");
    return id;
  }

  return routes;
}
