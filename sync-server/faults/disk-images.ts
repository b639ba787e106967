import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { databasePath } from "../accounts/database.ts";

/** Bytes of a frame in SQLite's journal (WAL): a page and its header. What is written of it at once ends anywhere. */
const frameBytes = 4_096 + 24;

/** A database and its journal as a process that was killed at some moment leaves them. */
export type DiskImage = { folder: string; moments: string[] };

/**
 * Takes images of a database under a running server: what is in its files is what `kill -9` leaves, as the system keeps
 * every write that a process made. Moments between which nothing was written share an image; where the journal grew,
 * there is one for every frame that it grew by, and one that ends within it.
 */
export class DiskImages {
  readonly #dataDir: string;
  readonly #to: string;
  readonly images: DiskImage[] = [];
  #database = Buffer.alloc(0);
  #journal = Buffer.alloc(0);

  constructor(dataDir: string, to: string) {
    this.#dataDir = dataDir;
    this.#to = to;
  }

  /** @returns the image of now */
  take(moment: string): DiskImage {
    const database = readFileSync(databasePath(this.#dataDir));
    const wal = `${databasePath(this.#dataDir)}-wal`;
    const journal = existsSync(wal) ? readFileSync(wal) : Buffer.alloc(0);
    const last = this.images.at(-1);
    if (last !== undefined && database.equals(this.#database) && journal.equals(this.#journal)) {
      last.moments.push(moment);
      return last;
    }
    const grew =
      last !== undefined && database.equals(this.#database) && journal.length > this.#journal.length;
    if (grew) {
      for (let end = this.#journal.length + frameBytes / 2; end < journal.length; end += frameBytes / 2) {
        this.#keep(database, journal.subarray(0, end), `${moment}, at byte ${end} of the journal`);
      }
    }
    this.#database = database;
    this.#journal = journal;
    return this.#keep(database, journal, moment);
  }

  #keep(database: Buffer, journal: Buffer, moment: string): DiskImage {
    const folder = path.join(this.#to, String(this.images.length));
    mkdirSync(folder, { recursive: true });
    writeFileSync(databasePath(folder), database);
    writeFileSync(`${databasePath(folder)}-wal`, journal);
    const image: DiskImage = { folder, moments: [moment] };
    this.images.push(image);
    return image;
  }
}
