import type { RequestHandler } from "express";
import { Problem } from "../http/problem.ts";
import type { StorageHealth } from "./storage-health.ts";

/** Answers nothing from a damaged database. @throws Problem `database-damaged` */
export function refuseWhileDamaged(storage: Pick<StorageHealth, "state">): RequestHandler {
  return (_req, _res, next) => {
    if (storage.state.state === "damaged") throw new Problem("database-damaged");
    next();
  };
}
