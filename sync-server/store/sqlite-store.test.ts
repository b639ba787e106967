import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { migrateStore } from "./schema.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import { storeContract } from "./store-contract.ts";

storeContract("SQLite in memory", {
  survives: false,
  makePlace: () => ({
    open: async () => {
      const db = new Database(":memory:");
      migrateStore(db);
      return createSqliteStore(db);
    },
    end: async () => {},
  }),
});

storeContract("SQLite on a file", {
  survives: true,
  makePlace: () => {
    const folder = mkdtempSync(path.join(tmpdir(), "alcove-store-"));
    return {
      open: async () => {
        const db = openDatabase(databasePath(folder));
        migrateStore(db);
        return createSqliteStore(db);
      },
      end: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
});
