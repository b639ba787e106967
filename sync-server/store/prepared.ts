import type Database from "better-sqlite3";

const prepared = new WeakMap<Database.Database, Map<string, Database.Statement<unknown[], unknown>>>();

/**
 * A statement that is compiled once for each connection, however often it is asked for. For SQL that stands in the program:
 * what is put together at run time would be kept for ever.
 */
export function prepareOnce<Parameters extends unknown[], Row = unknown>(
  db: Database.Database,
  sql: string,
): Database.Statement<Parameters, Row> {
  const mine = prepared.get(db) ?? new Map<string, Database.Statement<unknown[], unknown>>();
  prepared.set(db, mine);
  const statement = mine.get(sql) ?? db.prepare<unknown[], unknown>(sql);
  mine.set(sql, statement);
  return statement as Database.Statement<Parameters, Row>;
}
