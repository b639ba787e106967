import { checkLock } from "./check-lock.mjs";
import { checkSpec } from "./check-spec.mjs";
import { run } from "./child.mjs";
import { withNodeFirst } from "./node-runtime.mjs";

const tsc = "node_modules/typescript/bin/tsc";
const biome = "node_modules/@biomejs/biome/bin/biome";

/**
 * Everything that can be said of the code without running it. Goes on after a failure, prints what each step
 * found, and counts a step as one.
 *
 * @returns {Promise<import("./counts.mjs").Counts>}
 * @param {string} nodePath
 */
export async function check(nodePath) {
  const env = withNodeFirst(nodePath);
  // In CI mode Biome colours every letter, whoever reads it.
  const plain = process.stdout.isTTY ? [] : ["--colors=off"];
  /** @param {string[]} args */
  const program = (args) => async () => (await run(nodePath, args, { env })) === 0;
  /** @type {[name: string, step: () => boolean | Promise<boolean>][]} */
  const steps = [
    ["types", program([tsc, "-p", "tsconfig.json", "--noEmit"])],
    ["types of the service worker", program([tsc, "-p", "tsconfig.worker.json", "--noEmit"])],
    ["lint and format", program([biome, "ci", "--error-on-warnings", ...plain, "."])],
    ["package lock", () => findings(checkLock())],
    ["rules and their tests", () => findings(checkSpec())],
  ];
  let passed = 0;
  for (const [name, step] of steps) {
    const ok = await step();
    console.log(`${ok ? "✓" : "✗"} ${name}`);
    if (ok) passed += 1;
  }
  return { passed, failed: steps.length - passed, skipped: 0 };
}

/**
 * Formats, and fixes what lint can fix safely. Returns Biome's exit code.
 *
 * @param {string} nodePath
 */
export function format(nodePath) {
  return run(nodePath, [biome, "check", "--write", "."], { env: withNodeFirst(nodePath) });
}

/** @param {string[]} lines */
function findings(lines) {
  for (const line of lines) console.log(`  ${line}`);
  return lines.length === 0;
}
