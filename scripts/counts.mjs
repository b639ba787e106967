import { readFileSync } from "node:fs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

export const nothing = { passed: 0, failed: 0, skipped: 0 };
export const oneFailed = { passed: 0, failed: 1, skipped: 0 };

/**
 * @param {Counts} a
 * @param {Counts} b
 * @returns {Counts}
 */
export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/**
 * The closing line, which CI reads.
 *
 * @param {Counts} counts
 */
export function sumLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * Counts of a finished run. A run that failed as a whole (no report, a file that does not load, an error between
 * the tests) counts as one failure more than its tests tell, never as none.
 *
 * @param {(report: any) => Counts} read
 * @param {string} file the JSON report
 * @param {number} exitCode of the runner
 */
export function countsOf(read, file, exitCode) {
  let counts;
  try {
    counts = read(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return exitCode === 0 ? nothing : oneFailed;
  }
  return exitCode !== 0 && counts.failed === 0 ? add(counts, oneFailed) : counts;
}

/**
 * From Vitest's JSON report: a file that failed without one of its tests failing counts as one.
 *
 * @param {{
 *   testResults: { status: string, assertionResults: { status: string }[] }[],
 *   numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 * }} report
 * @returns {Counts}
 */
export function fromVitest(report) {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((result) => result.status !== "failed"),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * From Playwright's JSON report. A second try is there only where CI's machine may be late, and its list names those that needed one.
 *
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} report
 * @returns {Counts}
 */
export function fromPlaywright({ stats }) {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}
