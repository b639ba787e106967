import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { databasePath } from "../accounts/database.ts";
import { readConfig } from "../config.ts";
import { createContext } from "../context.ts";
import { inconsistencies } from "../store/consistency.ts";
import { type SignedIn, signInAt, testPassword } from "../sync/test-desk.ts";
import { TestDevice } from "../sync/test-device.ts";

/** A student and a counselor who are signed in, and a ticket of theirs, in a folder that no server holds. */
export type FaultCampus = {
  dataDir: string;
  sam: SignedIn;
  cleo: SignedIn;
  /** Open; its chat holds one message. */
  ticket: { id: string; ticket: string; request: string; chat: string; notes: string };
  /** A copy to break. */
  copy(): string;
  remove(): void;
};

export async function makeFaultCampus(): Promise<FaultCampus> {
  const folder = mkdtempSync(path.join(tmpdir(), "alcove-faults-"));
  const dataDir = path.join(folder, "campus");
  const context = await createContext(readConfig({ DATA_DIR: dataDir, PORT: "0" }), { authSecret: null });
  const port = await context.listen();
  const signedIn = async (name: string, role: "student" | "counselor") => {
    const email = `${name}@campus.example`;
    return signInAt(port, await context.accounts.add({ name, email, role, password: testPassword }));
  };
  const [sam, cleo] = [await signedIn("Sam", "student"), await signedIn("Cleo", "counselor")];
  const device = new TestDevice({ port, ...sam });
  await device.caughtUp();
  const ticket = await device.openTicket("before anything broke");
  device.cut();
  await context.stop();
  let copies = 0;
  return {
    dataDir,
    sam,
    cleo,
    ticket,
    copy() {
      const made = path.join(folder, `copy-${++copies}`);
      cpSync(dataDir, made, { recursive: true });
      return made;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What is wrong with the database in a folder: its pages, and what is kept of its logs. */
export function wrongIn(dataDir: string): string[] {
  const db = new Database(databasePath(dataDir), { fileMustExist: true });
  try {
    const pages = String(db.pragma("integrity_check(1)", { simple: true }));
    return [...(pages === "ok" ? [] : [pages]), ...inconsistencies(db)];
  } finally {
    db.close();
  }
}
