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

const dash = 45;
const idLength = 16;

/** The 16 bytes of a UUID; of anything else bytes that no UUID has. */
export function idBytes(uuid: string): Uint8Array {
  const bytes = new Uint8Array(idLength);
  let digits = 0;
  for (let index = 0; index < uuid.length; index++) {
    const code = uuid.charCodeAt(index);
    if (code === dash) continue;
    const value = hexValue(code);
    if (value < 0 || digits === 2 * idLength) return none;
    const at = digits >> 1;
    bytes[at] = ((bytes[at] ?? 0) << 4) | value;
    digits++;
  }
  return digits === 2 * idLength ? bytes : none;
}

const none = new Uint8Array();

function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
