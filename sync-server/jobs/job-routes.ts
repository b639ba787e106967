import { Router } from "express";
import type { Accounts } from "../accounts/accounts.ts";
import { requireAdmin } from "../http/admission.ts";
import { Problem } from "../http/problem.ts";
import type { Store } from "../store/store.ts";

/** Failed jobs shown at once. */
const failedShown = 200;

/** For admins: what gave up and why, and a fresh start for it [J5]. Nothing of a job's payload is told. */
export function jobRoutes(options: {
  accounts: Pick<Accounts, "signInOf">;
  store: Pick<Store, "failedJobs" | "countJobs" | "runJobAgain">;
  now: () => number;
  wake: () => void;
}): Router {
  const { accounts, store, now, wake } = options;
  const routes = Router();

  routes.get("/jobs/failed", requireAdmin(accounts), async (_req, res) => {
    const jobs = (await store.failedJobs(failedShown)).map(
      ({ id, kind, ticketId, attempts, runs, lastError, endedAt }) => ({
        id,
        kind,
        ticketId,
        attempts,
        runs,
        lastError,
        endedAt,
      }),
    );
    res.json({ jobs, ...(await store.countJobs()) });
  });

  routes.post("/jobs/:id/run-again", requireAdmin(accounts), async (req, res) => {
    if (!(await store.runJobAgain(String(req.params.id), now()))) throw new Problem("no-such-job");
    wake();
    res.status(204).end();
  });

  return routes;
}
