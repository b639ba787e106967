import type { IncomingHttpHeaders } from "node:http";
import type { RequestHandler } from "express";
import type { Accounts } from "../accounts/accounts.ts";
import { type Config, isLoopback } from "../config.ts";
import { type Front, mismatchOf } from "./front.ts";
import { Problem } from "./problem.ts";

/**
 * Does this request come from our own pages, or from no page at all? A browser names its page's `Origin` on every
 * write and on the socket's upgrade; where it leaves it out, `Sec-Fetch-Site` tells. Own is the public URL; where
 * none is set, or on loopback, it is the host that the request itself names. Neither header: not a browser.
 */
export function originAllowed(config: Pick<Config, "publicUrl">, headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  if (origin === undefined) {
    const site = headers["sec-fetch-site"];
    return site === undefined || site === "same-origin";
  }
  if (origin === config.publicUrl) return true;
  if (!URL.canParse(origin) || host === undefined) return false;
  const page = new URL(origin);
  return page.host === host.toLowerCase() && (config.publicUrl === null || isLoopback(page.hostname));
}

/**
 * Refuses writes that another site's page makes with our cookies. Without `Origin` a request that carries a cookie
 * is refused as well: no browser sends one so. A bearer of ours is never sent by a page that does not hold it; another one says
 * nothing, because a proxy may have added it.
 */
export function refuseForeignOrigins(
  config: Pick<Config, "publicUrl">,
  accounts: Pick<Accounts, "hasOwnBearer">,
  front?: Pick<Front, "foreign">,
): RequestHandler {
  return (req, _res, next) => {
    if (req.method === "GET" || req.method === "HEAD") return next();
    const { origin, cookie } = req.headers;
    if (cookie === undefined && accounts.hasOwnBearer(req.headers)) return next();
    const unnamed = origin === undefined && req.headers["sec-fetch-site"] === undefined;
    if (!originAllowed(config, req.headers) || (unnamed && cookie !== undefined)) {
      front?.foreign({ headers: req.headers, remoteAddress: req.socket.remoteAddress });
      const detail = mismatchOf(config, req.headers);
      throw new Problem("foreign-origin", detail === null ? {} : { detail });
    }
    next();
  };
}
