import { type Express, Router } from "express";
import type { AccountMail } from "./accounts/account-mail.ts";
import type { Accounts } from "./accounts/accounts.ts";
import type { Db } from "./accounts/database.ts";
import { auditRoutes } from "./audit/audit-routes.ts";
import { createCalendar } from "./calendar/calendar.ts";
import type { Config } from "./config.ts";
import { countCommitted, countJobs, countSockets, countStorage } from "./health/gauges.ts";
import { createMetrics } from "./health/metrics.ts";
import { refuseWhileDamaged } from "./health/refuse-while-damaged.ts";
import type { StorageHealth } from "./health/storage-health.ts";
import { createApp } from "./http/app.ts";
import type { Front } from "./http/front.ts";
import { ticketRoutes } from "./http/ticket-routes.ts";
import { jobRoutes } from "./jobs/job-routes.ts";
import { createCaseload } from "./sync/caseload.ts";
import type { Desk } from "./sync/desk.ts";
import type { Holders } from "./sync/holders.ts";

/**
 * Everything over HTTP but the sockets: the pages, the API, health and metrics. Sockets are served without it, so this
 * file, and Express with it, is imported when the server listens already.
 * @param options.areas each area's routes under /api
 */
export async function createWeb(options: {
  db: Db;
  desk: Desk;
  holders: Holders;
  accounts: Accounts;
  config: Config;
  storage: StorageHealth;
  front: Front;
  areas: readonly (() => Promise<Router>)[];
  /** Rejects with the reason while nothing can be stored. */
  storesAgain(): Promise<void>;
  /** Steps committed since the start. */
  committedSteps(): number;
  accountMail: AccountMail;
  wake(): void;
}): Promise<Express> {
  const { db, desk, accounts, config, storage, wake } = options;
  const { store, hub, now, onError } = desk;
  const metrics = createMetrics();
  countCommitted(metrics, options.committedSteps);
  countSockets(metrics, () => hub.size);
  countJobs(metrics, store, onError);
  countStorage(metrics, storage);

  const calendar = createCalendar({ db, desk, accounts, config });
  const refuse = refuseWhileDamaged(storage);
  const routes = Router();
  routes.use(ticketRoutes(accounts, desk));
  routes.use(jobRoutes({ accounts, store, now, wake }));
  for (const area of await Promise.all(options.areas.map((load) => load()))) routes.use(area);
  routes.use(calendar.routes);
  routes.use(auditRoutes({ db, accounts }));

  return createApp({
    config,
    accounts,
    store: { ...store, ping: () => options.storesAgain().then(store.ping) },
    caseload: createCaseload(desk, options.holders),
    metrics,
    accountMail: options.accountMail,
    extraRoutes: routes,
    feedRoutes: Router().use("/calendar", refuse).use(calendar.feedRoutes),
    refuse,
    front: options.front,
    log: onError,
  });
}
