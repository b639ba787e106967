import type Database from "better-sqlite3";
import { updateLimits } from "../../shared/log/limits.ts";

/**
 * Commits as many bytes as the largest push has, and takes them out again: on a disk that is all but full a smaller
 * commit still finds room where the journal once was, and says nothing about the next push.
 * @throws SqliteError while they cannot be stored
 */
export function probeWriting(db: Database.Database): void {
  db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('writeProbe', ?)").run(
    "0".repeat(updateLimits.bytes),
  );
  db.prepare("DELETE FROM meta WHERE key = 'writeProbe'").run();
}
