import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countsOf, fromPlaywright, fromVitest, sumLine } from "./counts.mjs";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "alcove-counts-"));
  file = join(folder, "report.json");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const vitest = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };

test("the sum line names what was skipped only where something was", () => {
  expect(sumLine({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
  expect(sumLine({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped");
});

test("a run counts what its report says", () => {
  writeFileSync(file, JSON.stringify(vitest));
  expect(countsOf(fromVitest, file, 0)).toEqual({ passed: 3, failed: 0, skipped: 2 });
  writeFileSync(file, JSON.stringify({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 } }));
  expect(countsOf(fromPlaywright, file, 1)).toEqual({ passed: 6, failed: 1, skipped: 2 });
});

test("a file that does not load is a failure though none of its tests is", () => {
  const testResults = [
    { status: "failed", assertionResults: [] },
    { status: "failed", assertionResults: [{ status: "failed" }] },
    { status: "passed", assertionResults: [{ status: "passed" }] },
  ];
  writeFileSync(file, JSON.stringify({ ...vitest, numFailedTests: 1, testResults }));
  expect(countsOf(fromVitest, file, 1).failed).toBe(2);
});

test("a runner that fails is never counted as no failure", () => {
  expect(countsOf(fromVitest, file, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  writeFileSync(file, JSON.stringify(vitest));
  expect(countsOf(fromVitest, file, 1).failed).toBe(1);
  writeFileSync(file, "{ cut off");
  expect(countsOf(fromPlaywright, file, 137).failed).toBe(1);
});
