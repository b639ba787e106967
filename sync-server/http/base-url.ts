import type { Request } from "express";
import type { Config } from "../config.ts";

/** The origin that links sent to people begin with: the public URL, else the host this request names. */
export function baseUrlOf(config: Pick<Config, "publicUrl">, req: Request): string {
  return config.publicUrl ?? `${req.protocol}://${req.host}`;
}
