import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkSpec } from "./check-spec.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "alcove-spec-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test("without SPEC.md, or without a rule in it, the check says so", () => {
  expect(checkSpec(folder)).toEqual([expect.stringContaining("SPEC.md is missing")]);
  write("SPEC.md", "# Rules\n");
  expect(checkSpec(folder)).toEqual([expect.stringContaining("holds no rule")]);
});

test("rules and tests that know each other pass, wherever the test stands", () => {
  write("SPEC.md", "- **G6** One clientID.\n- **G7** Clocks.\n- **J1** A journey.\n- **S12** Sync.\n");
  write("shared/log/judge.test.ts", 'test("[G6][G7] one clientID, continuing", () => {});\n');
  write("client/a.test.tsx", 'test.each([1, 2])(\n  "[S12] round %s",\n  () => {},\n);\n');
  write("e2e/claim.spec.ts", "journey(`[J1] claim`, async () => {});\n");
  expect(checkSpec(folder)).toEqual([]);
});

test("a rule no test names and a number no rule has are named, each", () => {
  write("SPEC.md", "- **G6** One clientID.\n- **G7** Clocks.\n");
  write("a.test.ts", 'test("[G6][G9] title", () => {});\n');
  expect(checkSpec(folder)).toEqual([
    "G7 is a rule in SPEC.md that no test names",
    "G9 is named by a test in a.test.ts, and SPEC.md has no such rule",
  ]);
});

test("a skipped test, a comment, a string and a file that is no test name nothing", () => {
  write("SPEC.md", "- **G6** One clientID.\n");
  write("a.test.ts", 'test.skip("[G6] later", () => {});\n// test("[G6] gone");\nconst x = "[G6]";\n');
  write("b.ts", 'test("[G6] not a test file", () => {});\n');
  write("node_modules/c.test.ts", 'test("[G6] not ours", () => {});\n');
  expect(checkSpec(folder)).toEqual(["G6 is a rule in SPEC.md that no test names"]);
});

test("a number given to two rules is named", () => {
  write("SPEC.md", "- **G6** One.\n- **G6** Another.\n");
  write("a.test.ts", 'test("[G6] title", () => {});\n');
  expect(checkSpec(folder)).toEqual(["G6 stands in SPEC.md more than once"]);
});

test("a comment cites no rule that is not there, alone, in a list or in a range", () => {
  write("SPEC.md", "- **G6** One.\n- **G7** Two.\n");
  write("a.test.ts", 'test("[G6][G7] title", () => {});\n');
  write("shared/a.ts", "/** As [G6] says, and [G6, G7]. */\nconst row = cells[G8];\n");
  expect(checkSpec(folder)).toEqual([]);
  write("shared/b.ts", "/**\n * For ever [G6–G9].\n */\n// Also [G7, G10].\n");
  expect(checkSpec(folder)).toEqual([
    "G9 is named by a comment in shared/b.ts, and SPEC.md has no such rule",
    "G10 is named by a comment in shared/b.ts, and SPEC.md has no such rule",
  ]);
});

test("a rule of accounts is none of attachments, in a title and in a comment", () => {
  write("SPEC.md", "- **A1** Roles.\n- **AT1** Files.\n");
  write("server/accounts/a.test.ts", 'test("[A1] title", () => {});\n');
  write("server/attachments/a.test.ts", 'test("[AT1] title", () => {});\n');
  expect(checkSpec(folder)).toEqual([]);
  write("server/attachments/b.test.ts", 'test("[A1] title", () => {});\n');
  write("server/attachments/c.ts", "/** Only who may write [A1]. */\n");
  expect(checkSpec(folder)).toEqual([
    "A1 is named in server/attachments/b.test.ts, and the rules of attachments are AT…",
    "A1 is named in server/attachments/c.ts, and the rules of attachments are AT…",
  ]);
});

test.each([
  ["a.test.ts", "await new Promise((resolve) => set" + "Timeout(resolve, 5));"],
  ["e2e/a.spec.ts", "await page.waitFor" + "Timeout(250);"],
  ["a.test.tsx", "import { set" + 'Timeout as passes } from "node:timers/' + 'promises";'],
])("%s that sleeps is named: %s", (file, line) => {
  write("SPEC.md", "- **G6** One.\n");
  write("b.test.ts", 'test("[G6] title", () => {});\n');
  write(file, `${line}\n`);
  expect(checkSpec(folder)).toEqual([`${file} sleeps: a test waits for a state (expect.poll, vi.waitFor)`]);
});

test("fake timers, the time-out of a test, a comment and what is no test are no sleep", () => {
  write("SPEC.md", "- **G6** One.\n");
  write("a.test.ts", 'test("[G6] title", () => {});\nvi.useFakeTimers({ toFake: ["setTimeout"] });\n');
  write("e2e/a.spec.ts", "test.set" + "Timeout(180_000);\n// set" + "Timeout(no, 5)\n");
  write("a.ts", "set" + "Timeout(later, 5);\n");
  expect(checkSpec(folder)).toEqual([]);
});
