import type { Request } from "express";
import { type Config, isLoopback } from "../config.ts";
import { Problem } from "./problem.ts";

/**
 * The origin that links given to people begin with: the public URL, or this machine's own address. Any other host is only what
 * the request claims: with it in a link, whoever opens that link would hand its secret to a stranger.
 * @throws Problem `no-public-url`
 */
export function baseUrlOf(
  config: Pick<Config, "publicUrl">,
  req: Pick<Request, "protocol" | "host">,
): string {
  if (config.publicUrl !== null) return config.publicUrl;
  const named = `${req.protocol === "https" ? "https" : "http"}://${req.host}`;
  const address = URL.canParse(named) ? new URL(named) : null;
  // Equal as a whole: a host with a name, a path or anything else around it is read differently by different programs.
  if (address === null || address.origin !== named.toLowerCase() || !isLoopback(address.hostname))
    throw new Problem("no-public-url");
  return address.origin;
}
