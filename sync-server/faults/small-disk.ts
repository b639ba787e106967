import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FaultyServer } from "./faulty-server.ts";

/** A data folder on a disk that can be filled under a running server. */
export type SmallDisk = {
  dataDir: string;
  fill(server: FaultyServer): Promise<void>;
  makeRoom(server: FaultyServer): Promise<void>;
  /** From now on nothing in it can be written by who may write it otherwise. */
  makeReadOnly(): void;
  makeWritable(): void;
  remove(): void;
};

/** Room for a campus of a few tickets and its journal. */
const size = "24m";

/**
 * A real file system of a few megabytes where this user may mount one. Elsewhere SQLite is told to take no further
 * page: it then answers exactly as it does when the system has none.
 */
export function smallDisk(campus: string): SmallDisk {
  const folder = mkdtempSync(path.join(tmpdir(), "alcove-disk-"));
  const mounted = mount(folder);
  const dataDir = path.join(folder, "data");
  cpSync(campus, dataDir, { recursive: true });
  const filler = path.join(folder, "filler");
  return {
    dataDir,
    async fill(server) {
      if (!mounted) return server.suffer({ what: "pragma", text: "max_page_count = 1" });
      fillUp(filler);
    },
    async makeRoom(server) {
      if (!mounted) return server.suffer({ what: "pragma", text: "max_page_count = 1000000" });
      rmSync(filler);
    },
    makeReadOnly() {
      if (mounted) execFileSync("mount", ["-o", "remount,ro", folder]);
      else setModes(dataDir, 0o500, 0o400);
    },
    makeWritable() {
      if (mounted) execFileSync("mount", ["-o", "remount,rw", folder]);
      else setModes(dataDir, 0o700, 0o600);
    },
    remove() {
      if (mounted) execFileSync("umount", ["--lazy", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Root may write whatever modes say; where it may not mount either, nothing can be made read-only for it. */
export function canBeReadOnly(): boolean {
  if (process.getuid?.() !== 0) return true;
  const folder = mkdtempSync(path.join(tmpdir(), "alcove-disk-"));
  const mounted = mount(folder);
  if (mounted) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true, force: true });
  return mounted;
}

function mount(folder: string): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    // Root of a container that may not mount.
    return false;
  }
}

function setModes(folder: string, folderMode: number, fileMode: number): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).isFile()) chmodSync(file, fileMode);
  }
  chmodSync(folder, folderMode);
}

/** Writes until the system takes not one byte more. */
function fillUp(file: string): void {
  for (const chunk of [1_048_576, 4_096, 1]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(chunk), { flag: "a" });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
    }
  }
}
