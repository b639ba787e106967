import { troubleOf } from "./store/trouble.ts";

/** What the system says to who opens or makes a file, as what the host can do about it. */
const folderAdvice: Record<string, string> = {
  EACCES: "give this user the right to read and write it",
  EPERM: "give this user the right to read and write it",
  EROFS: "it lies on a file system that is read-only: mount it writable, or set DATA_DIR to another folder",
  ENOSPC: "the disk is full: make room",
  EDQUOT: "this user's quota is used up: make room",
  ENOTDIR: "something on the way to it is a file: set DATA_DIR to a folder",
};

/** Why the server cannot start and what to do, in one sentence for its host; null for what nobody foresaw. */
export function startTrouble(error: unknown, dataDir: string): string | null {
  const trouble = troubleOf(error);
  if (trouble !== null) return `Alcove cannot start on ${dataDir}: ${trouble.advice}.`;
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  if ("syscall" in error && error.syscall === "listen") return portTrouble(error.code);
  const advice = Object.hasOwn(folderAdvice, error.code) ? folderAdvice[error.code] : undefined;
  return advice === undefined ? null : `Alcove cannot start on ${dataDir}: ${advice}.`;
}

function portTrouble(code: string): string | null {
  switch (code) {
    case "EADDRINUSE":
      return "The port is in use. Set PORT to another one.";
    case "EACCES":
      return "This user may not listen on that port. Set PORT to one above 1023.";
    case "EADDRNOTAVAIL":
      return "This machine has no such address. Set HOST to one of its own, or leave it out.";
    default:
      return null;
  }
}
