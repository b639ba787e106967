import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

/**
 * Optional dependencies (binaries for one platform each) that a lock names and does not hold. npm writes
 * such a lock when the registry lacks one of them, and `npm ci` then rejects it on that platform.
 *
 * @param {{ packages?: Record<string, { optionalDependencies?: Record<string, string> }> }} lock
 * @returns {string[]} one sentence each
 */
export function missingFromLock(lock) {
  const packages = lock.packages ?? {};
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !places(path).some((place) => `${place}node_modules/${name}` in packages))
      .map((name) => `${path || "the project"} may need ${name}, which package-lock.json does not hold`),
  );
}

/**
 * Where Node looks for what a package needs: inside it, then beside it, then further out.
 *
 * @param {string} path
 */
function places(path) {
  const found = [path === "" ? "" : `${path}/`];
  for (let at = path.lastIndexOf("node_modules/"); at >= 0; at = path.lastIndexOf("node_modules/", at - 1)) {
    found.push(path.slice(0, at));
    if (at === 0) break;
  }
  return found;
}

/** The check on this project's lock; returns what is wrong. */
export function checkLock() {
  return missingFromLock(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
}
