import type Database from "better-sqlite3";
import type { EntryType } from "../../shared/entries/entry.ts";
import { deeds } from "../../shared/policy/deeds.ts";

/** Gives every type of entry a code of this database's own. Safe to repeat; a code that was given stays. */
export function nameEntryTypes(db: Database.Database): void {
  const insert = db.prepare("INSERT OR IGNORE INTO entry_types (name) VALUES (?)");
  for (const type of Object.keys(deeds)) insert.run(type);
}

/** What the index says instead of a type's name: it has a row for every entry there is. */
export function entryTypeCodes(db: Database.Database): (type: EntryType) => number {
  const codes = new Map(
    db
      .prepare<[], { name: string; code: number }>("SELECT name, code FROM entry_types")
      .all()
      .map(({ name, code }) => [name, code]),
  );
  return (type) => {
    const code = codes.get(type);
    if (code === undefined) throw new Error(`the database has no code for ${type}`);
    return code;
  };
}

/** The 16 bytes of a UUID. */
export function idBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}
