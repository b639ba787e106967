import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createAccounts } from "../../sync-server/accounts/accounts.ts";
import { databasePath, openDatabase } from "../../sync-server/accounts/database.ts";
import { hashGated } from "../../sync-server/accounts/password-work.ts";
import { addPerson } from "../../sync-server/accounts/people.ts";
import { readConfig } from "../../sync-server/config.ts";
import { startServerProcess } from "../server-process.ts";

export type OwnServer = { port: number; url: string; dataDir: string; complaints(): string };

/** A server for one attack alone: what is spent on it (attempts, above all) is nobody else's. It has these people. */
export async function withOwnServer<Result>(
  options: { env?: NodeJS.ProcessEnv; emails: readonly string[]; password: string },
  work: (server: OwnServer) => Promise<Result>,
): Promise<Result> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "alcove-attack-http-"));
  const server = await startServerProcess(dataDir, options.env);
  const db = openDatabase(databasePath(dataDir), { mustExist: true });
  try {
    const config = readConfig({ DATA_DIR: dataDir });
    const accounts = await createAccounts({ db, config, secrets: { authSecret: null } });
    accounts.close();
    // Hashing takes a tenth of a second: once for everybody.
    const passwordHash = await hashGated(options.password);
    for (const email of options.emails) addPerson(db, { name: "Sam", email, role: "student", passwordHash });
    const { port, complaints } = server;
    return await work({ port, url: `http://127.0.0.1:${port}`, dataDir, complaints });
  } finally {
    db.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
