import { closeSync, cpSync, fsyncSync, mkdtempSync, openSync, readdirSync } from "node:fs";
import path from "node:path";

/**
 * A new folder with what another holds, all of it on the disk: what is still to be written would be written while a
 * server's own writes are measured. Returns its path.
 */
export function copyFolder(from: string | undefined, prefix: string): string {
  const folder = mkdtempSync(prefix);
  if (from === undefined) return folder;
  cpSync(from, folder, { recursive: true });
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = openSync(path.join(entry.parentPath, entry.name), "r");
    fsyncSync(file);
    closeSync(file);
  }
  return folder;
}
