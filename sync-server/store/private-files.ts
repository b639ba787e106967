import {
  chmodSync,
  chownSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
} from "node:fs";
import path from "node:path";

const fileMode = 0o600;
const folderMode = 0o700;
/** What group and others may do with a file. */
const others = 0o077;

/**
 * Whatever this process makes from here on is its owner's alone, also what a library makes (uploads, a journal of SQLite). Called first by
 * each program that holds people's words.
 */
export function keepFilesPrivate(): void {
  process.umask(others);
}

/** Makes an empty file that only its owner can read, unless it is there: before whoever writes to it opens it. */
export function makePrivateFile(file: string): void {
  try {
    closeSync(openSync(file, "wx", fileMode));
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    throw error;
  }
  giveToOwnerOf(path.dirname(file), file);
}

/** Makes a folder, and those above it that lack, for their owner only. */
export function makePrivateFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: folderMode });
  if (first === undefined) return;
  const made = [];
  for (let at = path.resolve(folder); at.length >= first.length; at = path.dirname(at)) made.unshift(at);
  for (const each of made) giveToOwnerOf(path.dirname(each), each);
}

/** What root makes in somebody's folder must be that person's, or their server cannot open it. */
function giveToOwnerOf(folder: string, made: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  if (uid === 0) return;
  try {
    chownSync(made, uid, gid);
  } catch (error) {
    // A container's root may lack the right; `sentencesOn` says what to do.
    if (codeOf(error) !== "EPERM") throw error;
  }
}

/** Files and folders of a data folder, as paths in it. */
export type Exposed = {
  /** Others could look into these; now they cannot. */
  mended: string[];
  /** Others can look into these, and this user may not change that. */
  open: string[];
  /** These belong to another user than the folder does, so its server may not be able to open them. */
  foreign: string[];
};

/**
 * Closes to others what Alcove has made in a data folder. The folder itself is left as it is: it may be there for more.
 * @param deep also looks at every file of messages; else at the folders that hold them, which others cannot pass
 */
export function closeToOthers(dataDir: string, { deep }: { deep: boolean }): Exposed {
  const found: Exposed = { mended: [], open: [], foreign: [] };
  const owner = statSync(dataDir).uid;
  const user = process.getuid?.();
  const look = (file: string): void => {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    // A link leads where its owner has decided; a socket or a pipe is none of ours.
    if (stats === undefined || !(stats.isFile() || stats.isDirectory())) return;
    const name = path.relative(dataDir, file);
    // Files of the user who serves are right in any folder; those of root are right in root's alone.
    if (stats.uid !== owner && (stats.uid !== user || user === 0)) found.foreign.push(name);
    if ((stats.mode & others) !== 0) (closed(file, stats.mode) ? found.mended : found.open).push(name);
    if (stats.isDirectory() && deep) for (const each of readdirSync(file)) look(path.join(file, each));
  };
  if (process.platform !== "win32")
    for (const name of readdirSync(dataDir)) if (ours.test(name)) look(path.join(dataDir, name));
  return found;
}

const ours = /^(alcove\.db|auth-secret|serving\.lock|front|files$|uploads$)/;

function closed(file: string, mode: number): boolean {
  try {
    chmodSync(file, mode & ~others & 0o777);
    return true;
  } catch {
    return false;
  }
}

/** What a host is told of these, a sentence each; nothing where all is as it must be. */
export function sentencesOn({ mended, open, foreign }: Exposed, dataDir: string): string[] {
  const owner = statSync(dataDir);
  return [
    ...(mended.length > 0
      ? [
          `Other users of this machine could look into ${someOf(mended)} in ${dataDir}; now only the owner can.`,
        ]
      : []),
    ...(open.length > 0
      ? [
          `Other users of this machine can look into ${someOf(open)} in ${dataDir}: as the owner run chmod -R go= on them.`,
        ]
      : []),
    ...(foreign.length > 0
      ? [
          `${someOf(foreign)} in ${dataDir} ${foreign.length === 1 ? "belongs" : "belong"} to another user than the folder: as root run chown -R ${owner.uid}:${owner.gid} ${dataDir}.`,
        ]
      : []),
  ];
}

/** Whether others of this machine can look into the folder itself. */
export function isOpenFolder(dataDir: string): boolean {
  return process.platform !== "win32" && (statSync(dataDir).mode & others) !== 0;
}

function someOf(names: readonly string[]): string {
  const more = names.length - 3;
  return names.slice(0, 3).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
