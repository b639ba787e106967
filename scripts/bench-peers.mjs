import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { npm } from "./npm.mjs";
import { root, SetupError, say } from "./root.mjs";

const folder = join(root, "bench");
/** Inside node_modules, so that removing the folder removes the claim that it is complete. */
const stampFile = join(folder, "node_modules", ".alcove-install");

/**
 * Installs the servers that Alcove is measured against, when what is installed is not what bench's lock says. Nothing
 * but `npm run bench` needs them, and not even that with `--peer alcove`.
 *
 * @param {string[]} args of the bench
 */
export async function installPeers(args) {
  if (args[args.indexOf("--peer") + 1] === "alcove" && args.includes("--peer")) return;
  const wanted = stamp();
  if (installed() === wanted) return;
  await withLock(join(root, ".cache", "bench-install.lock"), async () => {
    if (installed() === wanted) return;
    say("installing the servers to measure against (npm ci in bench/)");
    const code = await npm(["ci", "--prefix", folder, "--include=dev", "--ignore-scripts"]);
    if (code !== 0) throw new SetupError(`npm ci in bench/ failed (exit code ${code})`);
    await writeFile(stampFile, wanted);
  });
}

function stamp() {
  const hash = createHash("sha256");
  for (const file of ["package.json", "package-lock.json"]) hash.update(readFileSync(join(folder, file)));
  return hash.digest("hex");
}

function installed() {
  try {
    return readFileSync(stampFile, "utf8");
  } catch {
    return undefined;
  }
}
