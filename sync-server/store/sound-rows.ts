import type Database from "better-sqlite3";
import { LRUCache } from "lru-cache";
import { z } from "zod";

/** Broken rows of one database that were named in the log; each is named once while it is among them. */
const namedAtMost = 1_000;

/** Something stored that cannot be read or shown. Says where it stands, and never what stands in it. */
export class BrokenRow extends Error {
  override readonly name = "BrokenRow";
}

type Log = (error: BrokenRow) => void;
const logs = new WeakMap<Database.Database, { log: Log; named: LRUCache<string, true> }>();

/** From now on `log` hears of this database's broken rows. */
export function logBrokenRows(db: Database.Database, log: Log): void {
  logs.set(db, { log, named: new LRUCache({ max: namedAtMost }) });
}

/** Names what is left out, once. `sentence` holds ids and names of fields only. */
export function leftOut(db: Database.Database, sentence: string): void {
  const there = logs.get(db);
  if (there === undefined || there.named.has(sentence)) return;
  there.named.set(sentence, true);
  there.log(new BrokenRow(sentence));
}

/**
 * The row in the form asked for; null where it has another, which the log is told. A row that was damaged, or written by
 * another version, costs nobody the rows beside it [R31].
 * @param of what the row is of, such as `people`; with an `id`, that is named too
 */
export function soundRow<Schema extends z.ZodType>(
  db: Database.Database,
  { of, schema }: { of: string; schema: Schema },
  row: unknown,
): z.output<Schema> | null {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  const id = named.safeParse(row).data?.id;
  const field = result.error.issues[0]?.path.join(".") ?? "";
  leftOut(db, `A row of ${of} cannot be read at "${field}" and is left out: ${id ?? "it has no id"}`);
  return null;
}

/** Those of the rows that are in the form asked for, in their order. */
export function soundRows<Schema extends z.ZodType>(
  db: Database.Database,
  form: { of: string; schema: Schema },
  rows: readonly unknown[],
): z.output<Schema>[] {
  return rows.flatMap((row) => {
    const sound = soundRow(db, form, row);
    return sound === null ? [] : [sound];
  });
}

const named = z.object({ id: z.union([z.string().max(200), z.number()]) });

/** A column that holds JSON. */
export const jsonColumn = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue("not JSON");
    return z.NEVER;
  }
});
