import type { RequestHandler } from "express";
import { syncPath } from "../../shared/protocol/version.ts";
import type { Front } from "./front.ts";
import { Problem } from "./problem.ts";

/**
 * Answers a request for a socket that reached HTTP: a proxy in front dropped `Upgrade`, and passes the headers on that only
 * a WebSocket client sends. Anything else at this address is no address of the app.
 */
export function liveConnectionWanted(front?: Pick<Front, "noUpgrade">): RequestHandler {
  return (req, _res, next) => {
    const socket = req.path === syncPath || req.path.startsWith(`${syncPath}/`);
    if (!socket || req.headers["sec-websocket-key"] === undefined) return next();
    front?.noUpgrade({ headers: req.headers, remoteAddress: req.socket.remoteAddress });
    throw new Problem("needs-websocket");
  };
}
