import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium, findFirefox, findProxies, findWebKit } from "./browsers.mjs";
import { check } from "./check.mjs";
import { run } from "./child.mjs";
import { buildClient, isBuilt } from "./client-build.mjs";
import { add, countsOf, fromPlaywright, fromVitest, oneFailed, sumLine } from "./counts.mjs";
import { withNodeFirst } from "./node-runtime.mjs";
import { SetupError, say } from "./root.mjs";

/**
 * Everything there is: checks, unit tests, the client build, journeys in the three engines. A stage that fails does not
 * keep the later ones from running. The last line printed is the sum.
 *
 * @param {string} nodePath
 * @param {string[]} filter parts of file names, for both test runners
 * @returns {Promise<number>} exit code
 */
export async function test(nodePath, filter) {
  const reports = await mkdtemp(join(tmpdir(), "alcove-test-"));
  try {
    let sum = await check(nodePath);
    const chromium = await orReport(() => findChromium(nodePath));
    sum = add(sum, await unitTests(nodePath, filter, chromium, join(reports, "unit.json")));
    if (!(await orReport(() => buildClient(nodePath).then(() => true)))) sum = add(sum, oneFailed);
    sum = add(sum, await journeys(nodePath, filter, chromium, join(reports, "e2e.json")));
    console.log(sumLine(sum));
    return sum.failed === 0 ? 0 : 1;
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}

/**
 * @param {string} nodePath
 * @param {string[]} filter
 * @param {string | undefined} chromium
 * @param {string} report
 */
async function unitTests(nodePath, filter, chromium, report) {
  await orReport(findProxies);
  const args = ["node_modules/vitest/vitest.mjs", "run", ...filter, "--passWithNoTests"];
  // Without Chromium the missing browser is one failure, told once, and the rest still runs.
  if (!chromium) args.push("--project", "node", "--project", "attack");
  // CI's machine may be busy with others; what passed only at its second try is marked so in the list.
  if (process.env.CI) args.push("--retry=1");
  args.push("--reporter=default", "--reporter=json", `--outputFile.json=${report}`);
  const env = {
    ...withNodeFirst(nodePath),
    NODE_ENV: "test",
    ...(chromium ? { CHROMIUM_PATH: chromium } : {}),
  };
  const code = await run(nodePath, args, { env });
  return countsOf(fromVitest, report, code);
}

/**
 * @param {string} nodePath
 * @param {string[]} filter
 * @param {string | undefined} chromium
 * @param {string} report
 */
async function journeys(nodePath, filter, chromium, report) {
  if (!chromium) return oneFailed;
  if (!isBuilt()) {
    say("no client was built, so the journeys cannot run");
    return oneFailed;
  }
  // Journeys in an engine that is not here are skipped one by one, each with this reason.
  const firefox = await orReport(findFirefox);
  const webkit = await orReport(findWebKit);
  const args = ["node_modules/@playwright/test/cli.js", "test", ...filter, "--pass-with-no-tests"];
  const { NODE_ENV: _, ...env } = withNodeFirst(nodePath);
  const code = await run(nodePath, args, {
    env: {
      ...env,
      CHROMIUM_PATH: chromium,
      FIREFOX_PATH: firefox ?? "",
      WEBKIT_DRIVER_PATH: webkit ?? "",
      ALCOVE_E2E_REPORT: report,
    },
  });
  return countsOf(fromPlaywright, report, code);
}

/**
 * What a step of the set-up returns; undefined, with its reason printed, where it cannot.
 *
 * @template T
 * @param {() => T | Promise<T>} step
 */
async function orReport(step) {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    return undefined;
  }
}
