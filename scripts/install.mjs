import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { npm } from "./npm.mjs";
import { root, SetupError, say } from "./root.mjs";

/** Inside node_modules, so that removing the folder removes the claim that it is complete. */
const stampFile = join(root, "node_modules", ".alcove-install");

/**
 * `npm ci`, when what is installed is not what the lock says for this platform and Node.
 *
 * @param {string} nodeVersion of the Node that will load the packages
 */
export async function installPackages(nodeVersion) {
  const wanted = stamp(nodeVersion);
  if (installed() === wanted) return;
  // Two `npm ci` at once leave a broken node_modules behind.
  await withLock(join(root, ".cache", "install.lock"), async () => {
    if (installed() === wanted) return;
    say("installing packages (npm ci)");
    // Development packages too, whatever NODE_ENV says: they build the client. No install script is needed:
    // better-sqlite3 ships its binaries, and would otherwise be compiled.
    const code = await npm(["ci", "--include=dev", "--ignore-scripts"]);
    if (code !== 0) throw new SetupError(`npm ci failed (exit code ${code})`);
    await writeFile(stampFile, wanted);
  });
}

/** @param {string} nodeVersion */
function stamp(nodeVersion) {
  const hash = createHash("sha256");
  for (const file of ["package.json", "package-lock.json"]) hash.update(readFileSync(join(root, file)));
  hash.update(`${process.platform} ${process.arch} ${nodeVersion.split(".")[0]}`);
  return hash.digest("hex");
}

function installed() {
  try {
    return readFileSync(stampFile, "utf8");
  } catch {
    return undefined;
  }
}
