import path from "node:path";
import Database from "better-sqlite3";

/** Puts documents where Hocuspocus's SQLite extension looks for them, in its own table. */
export function fillHocuspocus(dataDir: string, docs: Iterable<readonly [string, Uint8Array]>): void {
  const db = new Database(path.join(dataDir, "hocuspocus.db"));
  db.exec(
    `CREATE TABLE IF NOT EXISTS "documents" ("name" varchar(255) NOT NULL, "data" blob NOT NULL, UNIQUE(name))`,
  );
  const insert = db.prepare<[string, Uint8Array]>(`INSERT INTO "documents" ("name", "data") VALUES (?, ?)`);
  db.transaction(() => {
    for (const [name, update] of docs) insert.run(name, update);
  })();
  db.close();
}
