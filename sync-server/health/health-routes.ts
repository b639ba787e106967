import { type Request, type RequestHandler, Router } from "express";
import { type Config, isLoopback } from "../config.ts";
import { Problem } from "../http/problem.ts";
import { isSame } from "../secrets/credential.ts";
import type { Metrics } from "./metrics.ts";

/** Methods with a label of their own; any other string a client sends must not become one. */
const methods = new Set(["GET", "HEAD", "POST", "PUT", "DELETE"]);

/** Counts every request. */
export function countRequests(metrics: Metrics): RequestHandler {
  return (req, res, next) => {
    const method = methods.has(req.method) ? req.method : "other";
    const stop = metrics.httpSeconds.startTimer({ method });
    res.once("close", () => {
      stop();
      metrics.httpRequests.inc({ method, status: `${Math.floor(res.statusCode / 100)}xx` });
    });
    next();
  };
}

/** For whoever watches over the process. `ready` throws the reason why it is not. */
export function healthRoutes(options: {
  config: Pick<Config, "metricsToken">;
  metrics: Metrics;
  ready: () => Promise<void>;
}): Router {
  const routes = Router();

  routes.get("/healthz", (_req, res) => {
    res.set("Cache-Control", "no-store").type("text/plain").send("ok\n");
  });

  routes.get("/readyz", async (_req, res) => {
    res.set("Cache-Control", "no-store").type("text/plain");
    try {
      await options.ready();
      res.send("ready\n");
    } catch (error) {
      res.status(503).send(`not ready: ${error instanceof Error ? error.message : "unknown reason"}\n`);
    }
  });

  routes.get("/metrics", async (req, res) => {
    if (!isLocal(req) && !hasToken(req, options.config.metricsToken)) throw new Problem("metrics-closed");
    const text = await options.metrics.registry.metrics();
    res.set("Cache-Control", "no-store").set("Content-Type", options.metrics.registry.contentType).send(text);
  });

  return routes;
}

/** From this machine and through no proxy: one on this machine would make the whole world local. */
function isLocal(req: Request): boolean {
  const proxied = [
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "forwarded",
    "via",
    "x-real-ip",
  ];
  return isLoopback(req.socket.remoteAddress ?? "") && !proxied.some((name) => name in req.headers);
}

function hasToken(req: Request, token: string | null): boolean {
  const given = /^bearer +(\S+)$/i.exec(req.headers.authorization ?? "")?.[1];
  return token !== null && given !== undefined && isSame(given, token);
}
