import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { troubleOf } from "./trouble.ts";

const db = new Database(String(workerData), { fileMustExist: true, readonly: true });
try {
  parentPort?.postMessage(db.pragma("quick_check(1)", { simple: true }));
} catch (error) {
  // A page so damaged that the check itself cannot go on.
  if (!(error instanceof Error) || troubleOf(error)?.kind !== "damaged") throw error;
  parentPort?.postMessage(error.message);
} finally {
  db.close();
}
