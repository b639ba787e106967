import { rowsInMerge } from "./notes-content.ts";

/** A stored update without its body. `items` of notes is how often it has been merged. */
export type RowHead = { seq: number; client: number; items: number; bytes: number };

/** Bytes of the rows that one join takes. A row of more than half of it is left as it is. */
export const bytesInJoin = 512 * 1024;
/** Bytes of a log's row that is left as it is: each join writes anew the row that the last one made. */
const fullLogRow = 64 * 1024;
/** Rows of a log that one join takes, and by how many it must make them fewer to be worth it. */
const rowsInLogJoin = 64;
const rowsSaved = 32;
/** Runs found in one look. */
const runsInLook = 2_000;

/**
 * The runs of neighbouring rows of notes that are merged next, as their seqs: each 32 rows that were merged equally often.
 * So no letter is merged more than four times, and at most 31 rows of each age remain.
 */
export function runsOfNotes(rows: Iterable<RowHead>): number[][] {
  const runs: number[][] = [];
  let run: RowHead[] = [];
  let bytes = 0;
  const end = (whole: boolean) => {
    if (whole && run.length > 1) runs.push(run.map(({ seq }) => seq));
    run = [];
    bytes = 0;
  };
  for (const row of rows) {
    if (runs.length >= runsInLook) return runs;
    const isFull = row.bytes > bytesInJoin / 2;
    const before = run.at(-1);
    if (before !== undefined) {
      const filled = run.length === rowsInMerge || bytes + row.bytes > bytesInJoin;
      // Rows before one that was merged more often would never become 32.
      if (filled || isFull || row.items !== before.items) end(filled || isFull || row.items > before.items);
    }
    if (isFull) continue;
    run.push(row);
    bytes += row.bytes;
  }
  end(run.length === rowsInMerge);
  return runs;
}

/** The same of a log, whose rows are joined to one for each clientID: each 64 neighbours where that saves half of them. */
export function runsOfLog(rows: Iterable<RowHead>): number[][] {
  const runs: number[][] = [];
  let run: RowHead[] = [];
  let bytes = 0;
  const end = () => {
    const saved = run.length - new Set(run.map(({ client }) => client)).size;
    if (saved >= rowsSaved) runs.push(run.map(({ seq }) => seq));
    run = [];
    bytes = 0;
  };
  for (const row of rows) {
    if (runs.length >= runsInLook) return runs;
    const isFull = row.bytes > fullLogRow;
    if (isFull || run.length === rowsInLogJoin || bytes + row.bytes > bytesInJoin) end();
    if (isFull) continue;
    run.push(row);
    bytes += row.bytes;
  }
  end();
  return runs;
}
