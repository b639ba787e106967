import Database from "better-sqlite3";
import type { Fault } from "./faulty-server.ts";
import { onEveryPoint } from "./points.ts";

/**
 * Loaded into the real server before its own code (`node --import`), so that a test can break what it stands on while it
 * runs, and the product has no hook for it. Orders come by the process's channel; each is answered when it is done.
 */
const databases = new Set<Database.Database>();
const { prepare } = Database.prototype;
Object.defineProperty(Database.prototype, "prepare", {
  configurable: true,
  writable: true,
  value(this: Database.Database, source: string): unknown {
    // The campus's own: what a statement is prepared on under that name.
    if (this.name.endsWith("alcove.db")) databases.add(this);
    return Reflect.apply(prepare, this, [source]);
  },
});

const RealDate = Date;
let ahead = 0;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [target.now() + ahead] : args, newTarget),
  get: (target, key, receiver) =>
    key === "now" ? () => target.now() + ahead : Reflect.get(target, key, receiver),
});

process.on("message", (fault: Fault) => {
  switch (fault.what) {
    case "clock":
      ahead += fault.ms;
      break;
    case "pragma":
      for (const db of databases) if (db.open) db.pragma(fault.text);
      break;
    case "kill-at": {
      let armed = false;
      onEveryPoint((point) => {
        // In the next commit of an update, and not in what is noted about devices and jobs.
        armed ||= point.startsWith("before INSERT INTO updates");
        if (armed && point.startsWith(fault.point)) process.kill(process.pid, "SIGKILL");
      });
      break;
    }
  }
  process.send?.("done");
});
// The channel alone keeps no process alive.
process.channel?.unref();
