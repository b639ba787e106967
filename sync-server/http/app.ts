import express, { type Express, type RequestHandler, type Router } from "express";
import type { AccountMail } from "../accounts/account-mail.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Config } from "../config.ts";
import { countRequests, healthRoutes } from "../health/health-routes.ts";
import type { Metrics } from "../health/metrics.ts";
import type { StoreReader } from "../store/store.ts";
import { authRoutes } from "./auth-routes.ts";
import { bodyLimit } from "./body.ts";
import { campusRoutes } from "./campus-routes.ts";
import { clientFiles } from "./client-files.ts";
import { answerErrors, nothingHere } from "./errors.ts";
import type { Front } from "./front.ts";
import { joiningRoutes } from "./joining-routes.ts";
import { refuseDeep } from "./json-depth.ts";
import { meRoutes } from "./me-routes.ts";
import { liveConnectionWanted } from "./needs-websocket.ts";
import { refuseForeignOrigins } from "./origin.ts";
import { type Caseload, peopleRoutes } from "./people-routes.ts";
import { recoveryRoutes } from "./recovery-routes.ts";
import { limitRequests } from "./request-rates.ts";
import { securityHeaders } from "./security-headers.ts";
import { createTypicalWait } from "./typical-wait.ts";

/** Everything over HTTP but the socket, in the order in which a request meets it. */
export function createApp(options: {
  config: Pick<Config, "publicUrl" | "trustProxy" | "metricsToken" | "clientDir" | "demo" | "campusDomains">;
  accounts: Accounts;
  /** Throws or rejects with the reason while the store does not answer or is not migrated. */
  store: { ping(): void | Promise<void> } & Pick<StoreReader, "firstWaits">;
  caseload: Caseload;
  metrics: Metrics;
  accountMail: AccountMail;
  /** Mounted under /api, behind the origin check and the JSON parser; each route names its own admission. */
  extraRoutes?: Router;
  /** Mounted at the root: what programs fetch with nothing but an address that only they know. */
  feedRoutes?: Router;
  /** Asked before everything but health, metrics and the files of the app: throws while nothing may be served. */
  refuse?: RequestHandler;
  /** Is told of requests that show that a proxy in front is not set up right. */
  front?: Front;
  log?: (error: unknown) => void;
}): Express {
  const { config, accounts, store, caseload, metrics, accountMail, front } = options;
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxy);
  app.set("query parser", "simple");

  app.use(countRequests(metrics));
  app.use((req, _res, next) => {
    front?.seen({ headers: req.headers, remoteAddress: req.socket.remoteAddress });
    next();
  });
  app.use(securityHeaders(config));
  app.use(
    healthRoutes({
      config,
      metrics,
      ready: async () => {
        accounts.ping();
        await store.ping();
      },
    }),
  );

  const api = express.Router();
  api.use((_req, res, next) => {
    res.setHeader("Cache-Control", "no-store");
    next();
  });
  if (options.refuse) api.use(options.refuse);
  api.use(refuseForeignOrigins(config, accounts, front));
  api.use(limitRequests(accounts));
  api.use(
    express.json({
      limit: bodyLimit,
      strict: true,
      verify: (_req, _res, body, charset) => refuseDeep(body, charset),
    }),
  );
  // Where the app sends a person to meet a proxy's own sign-in: past it, they are back in the app.
  api.get("/return", (_req, res) => res.redirect("/"));
  api.use("/auth", authRoutes(accounts, accountMail));
  api.use("/me", meRoutes(accounts, config));
  api.use("/campus", campusRoutes(accounts, config, createTypicalWait(store), accountMail));
  api.use("/people", peopleRoutes(accounts, caseload, config, accountMail));
  api.use(joiningRoutes(accounts, config, accountMail));
  api.use(recoveryRoutes(accounts));
  if (options.extraRoutes) api.use(options.extraRoutes);
  api.use(nothingHere);
  app.use("/api", api);
  app.use(liveConnectionWanted(front));

  if (options.feedRoutes) app.use(options.feedRoutes);
  app.use(clientFiles(config.clientDir));
  app.use(nothingHere);
  app.use(answerErrors(options.log ?? ((error) => console.error(error))));
  return app;
}
