import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { FileStore } from "@tus/file-store";
import { atFirstUse } from "../first-use.ts";
import { makePrivateFile, makePrivateFolder } from "../store/private-files.ts";
import { finishWithinMs } from "./limits.ts";

const idForm = /^[0-9a-f]{32}$/;

/** Where uploads grow until they are whole: the file, and beside it what tus knows of it. */
export class UploadFolder {
  readonly root: string;

  /**
   * Made with the first upload: its constructor makes the folder once more without waiting, and where that fails (a
   * folder that has just been removed, a full disk) it throws outside of everything and ends the server.
   */
  readonly store: () => Promise<FileStore> = atFirstUse(async () => {
    const { FileStore } = await import("@tus/file-store");
    return new FileStore({ directory: this.root, expirationPeriodInMilliseconds: finishWithinMs });
  });

  constructor(dataDir: string) {
    this.root = path.join(dataDir, "uploads");
    makePrivateFolder(this.root);
  }

  static isId(id: string): boolean {
    return idForm.test(id);
  }

  pathOf(id: string): string {
    if (!idForm.test(id)) throw new Error("not an upload's id");
    return path.join(this.root, id);
  }

  /** Makes the two files of a new upload, which tus would make readable to everybody. */
  begin(id: string): void {
    makePrivateFile(this.pathOf(id));
    makePrivateFile(`${this.pathOf(id)}.json`);
  }

  /** Bytes that have come; null when there is nothing. */
  async bytesOf(id: string): Promise<number | null> {
    const found = await stat(this.pathOf(id)).catch(() => null);
    return found === null ? null : found.size;
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
    await rm(`${this.pathOf(id)}.json`, { force: true });
  }

  async ids(): Promise<string[]> {
    const names = await readdir(this.root);
    return [...new Set(names.map((name) => name.replace(/\.json$/, "")))].filter(UploadFolder.isId);
  }
}
