import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

const generated = new Set(["node_modules", "dist", "data", "test-results", ".git", ".cache"]);
const rule = /^\s*[-*] \*\*([A-Z]+[0-9]+)\*\*/gm;
/** A call whose first argument is a string that begins with numbers: `test("[G6][G7] …"`, `test.each(…)("[G6] …"`. */
const title = /([\w.]*)\(\s*["'`]((?:\[[A-Z]+[0-9]+\])+)/g;
const notRun = /\.(skip|todo|fixme)$/;
const comment = /^\s*\/\/.*$/gm;

/**
 * Whether SPEC.md and the tests know each other: every rule is named by a test that runs, every number in a
 * test title is a rule.
 *
 * @param {string} folder holds SPEC.md and the tests
 * @returns {string[]} what is wrong, one sentence each
 */
export function checkSpec(folder = root) {
  const spec = join(folder, "SPEC.md");
  if (!existsSync(spec)) return ["SPEC.md is missing: it holds the numbered rules that tests name"];
  const rules = [...readFileSync(spec, "utf8").matchAll(rule)].map((match) => match[1]);
  if (rules.length === 0) return ["SPEC.md holds no rule of the form `- **G6** …`"];
  const named = namedRules(folder);
  const twice = rules.filter((id, index) => rules.indexOf(id) !== index);
  const untested = rules.filter((id) => !named.has(id));
  const unknown = [...named].filter(([id]) => !rules.includes(id));
  return [
    ...twice.map((id) => `${id} stands in SPEC.md more than once`),
    ...untested.map((id) => `${id} is a rule in SPEC.md that no test names`),
    ...unknown.map(([id, file]) => `${id} is named by a test in ${file}, and SPEC.md has no such rule`),
  ];
}

/** The numbers that test titles carry, each with the first file it was found in. */
function namedRules(folder) {
  const named = new Map();
  for (const file of testFiles(folder)) {
    const text = readFileSync(join(folder, file), "utf8").replace(comment, "");
    for (const [, call, ids] of text.matchAll(title)) {
      if (notRun.test(call)) continue;
      for (const id of ids.slice(1, -1).split("][")) if (!named.has(id)) named.set(id, file);
    }
  }
  return named;
}

function testFiles(folder, within = "") {
  return readdirSync(join(folder, within), { withFileTypes: true }).flatMap((entry) => {
    const path = within === "" ? entry.name : `${within}/${entry.name}`;
    if (entry.isDirectory()) return generated.has(entry.name) ? [] : testFiles(folder, path);
    // The test of this very check is full of made-up titles.
    if (path === "scripts/check-spec.test.mjs") return [];
    const isTest =
      /(\.test\.(tsx?|mjs)|-contract\.ts)$/.test(path) ||
      (path.startsWith("e2e/") && path.endsWith(".spec.ts"));
    return isTest ? [path] : [];
  });
}
