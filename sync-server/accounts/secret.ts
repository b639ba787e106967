import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newCredential } from "../secrets/credential.ts";
import { makePrivateFile, makePrivateFolder } from "../store/private-files.ts";

/**
 * The key that signs session cookies: the host's own, or one made at the first start and kept beside the database.
 * It is not in the database, so that a backup alone opens no session.
 */
export function authSecret(dataDir: string, given: string | null): string {
  if (given !== null) return given;
  const file = path.join(dataDir, "auth-secret");
  const found = readIfThere(file);
  if (found !== null) return found;
  makePrivateFolder(dataDir);
  const draft = `${file}.${process.pid}`;
  makePrivateFile(draft);
  writeFileSync(draft, newCredential(), { flush: true });
  try {
    // A link fails where the name exists: of two first starts at once, both then read the same key.
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, "utf8").trim();
}

function readIfThere(file: string): string | null {
  try {
    const text = readFileSync(file, "utf8").trim();
    if (text.length < 32) throw new Error(`${file} is damaged: remove it, and everybody signs in again`);
    return text;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
