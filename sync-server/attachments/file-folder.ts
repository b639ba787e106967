import { createReadStream } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { makePrivateFolder } from "../store/private-files.ts";

const sha256Form = /^[0-9a-f]{64}$/;
const folderForm = /^[0-9a-f]{2}$/;

/** Where a file lies below its folder: `ab/cd/abcd…`. @throws for what is no SHA-256: a name never becomes a path */
export function filePathOf(sha256: string): string {
  if (!sha256Form.test(sha256)) throw new Error("not a SHA-256");
  return path.join(sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

/** The files of a campus, each under its content's SHA-256: `files/ab/cd/abcd…`. Only the owner reads the folder. */
export class FileFolder {
  readonly root: string;
  #lane: Promise<unknown> = Promise.resolve();

  constructor(dataDir: string) {
    this.root = path.join(dataDir, "files");
  }

  /**
   * Keeping and deleting take turns, rows included: a file that one upload brings while another's last reference goes
   * would else be deleted under its new row.
   */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#lane.then(work, work);
    this.#lane = done.catch(() => undefined);
    return done;
  }

  /** Below `root`. @throws for what is no SHA-256: a name never becomes a path */
  relativePathOf(sha256: string): string {
    return filePathOf(sha256);
  }

  read(sha256: string): NodeJS.ReadableStream {
    return createReadStream(path.join(this.root, this.relativePathOf(sha256)));
  }

  /** Moves a finished upload in; on disk when this resolves. */
  async take(upload: string, sha256: string): Promise<void> {
    const target = path.join(this.root, this.relativePathOf(sha256));
    makePrivateFolder(path.dirname(target));
    await flush(upload);
    await rename(upload, target);
    // A folder's own entry stands in its parent: each of them must be on disk for the file to be.
    for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
      await flush(folder);
      if (folder === this.root || folder === path.dirname(folder)) break;
    }
    await flush(path.dirname(this.root));
  }

  /** Deleting what is gone already is no error. */
  async remove(sha256: string): Promise<void> {
    await rm(path.join(this.root, this.relativePathOf(sha256)), { force: true });
  }

  /** Files that were there before a time (ms), one folder at a time. */
  async *olderThan(before: number): AsyncGenerator<string[]> {
    for (const first of await folders(this.root)) {
      for (const second of await folders(path.join(this.root, first))) {
        const folder = path.join(this.root, first, second);
        const old: string[] = [];
        for (const name of await readdir(folder)) {
          if (!sha256Form.test(name)) continue;
          if ((await stat(path.join(folder, name))).mtimeMs < before) old.push(name);
        }
        if (old.length > 0) yield old;
      }
    }
  }
}

async function folders(parent: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  return names.filter((name) => folderForm.test(name));
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
