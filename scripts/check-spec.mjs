import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

/** @typedef {{ id: string, path: string }} Named a rule's number, and the file that names it */

const generated = new Set(["node_modules", "dist", "data", "test-results", ".git", ".cache"]);
const rule = /^\s*[-*] \*\*([A-Z]+[0-9]+)\*\*/gm;
/** A call whose first argument is a string that begins with numbers: `test("[G6][G7] …"`, `test.each(…)("[G6] …"`. */
const title = /([\w.]*)\(\s*["'`]((?:\[[A-Z]+[0-9]+\])+)/g;
const notRun = /\.(skip|todo|fixme)$/;
const comment = /^\s*\/\/.*$/gm;
/** A line of a comment that cites rules: `[G6]`, `[G6, G7]`, `[G6–G9]`. */
const citing = /^\s*(?:\/\/|\/?\*).*\[[A-Z]+[0-9][^\]]*\]/gm;
const cited = /\[([A-Z]+[0-9]+(?:(?:\]\[|, ?|[–-])[A-Z]+[0-9]+)*)\]/g;
/** Sections whose numbers are mistaken for those of another part: what is said of files is AT, accounts are A. */
const mistaken = { attachments: { prefix: "A", instead: "AT" } };
/** A test that waits for time and not for a state; the time-out of a test itself is none. */
const sleep =
  /(?<!\btest\.)\b(?:setTimeout|waitForTimeout)\(|\bsetTimeout\b[^}]*\} from ["'](?:node:)?timers\/promises/;

/**
 * Whether SPEC.md and the tests know each other: every rule is named by a test that runs; every number in a
 * test title or a comment is a rule, of the part it stands in. And whether a test sleeps.
 *
 * @param {string} folder holds SPEC.md and the code
 * @returns {string[]} what is wrong, one sentence each
 */
export function checkSpec(folder = root) {
  const spec = join(folder, "SPEC.md");
  if (!existsSync(spec)) return ["SPEC.md is missing: it holds the numbered rules that tests name"];
  const rules = [...readFileSync(spec, "utf8").matchAll(rule)].flatMap(([, id]) => id ?? []);
  if (rules.length === 0) return ["SPEC.md holds no rule of the form `- **G6** …`"];
  const files = sources(folder).map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
  const tests = files.filter(({ path }) => isTest(path));
  const named = tests.flatMap(({ path, text }) => titleNumbers(text).map((id) => ({ id, path })));
  const told = files.flatMap(({ path, text }) => commentNumbers(text).map((id) => ({ id, path })));
  const isNamed = new Set(named.map(({ id }) => id));
  const twice = rules.filter((id, index) => rules.indexOf(id) !== index);
  const untested = rules.filter((id) => !isNamed.has(id));
  /** @param {Named[]} numbers */
  const unknown = (numbers) => numbers.filter(({ id }) => !rules.includes(id));
  const asleep = tests.filter(({ text }) => sleep.test(text.replace(comment, "")));
  return [
    ...twice.map((id) => `${id} stands in SPEC.md more than once`),
    ...untested.map((id) => `${id} is a rule in SPEC.md that no test names`),
    ...once(
      unknown(named).map(
        ({ id, path }) => `${id} is named by a test in ${path}, and SPEC.md has no such rule`,
      ),
    ),
    ...once(
      unknown(told).map(
        ({ id, path }) => `${id} is named by a comment in ${path}, and SPEC.md has no such rule`,
      ),
    ),
    ...once([...named, ...told].flatMap(mistakes)),
    ...asleep.map(({ path }) => `${path} sleeps: a test waits for a state (expect.poll, vi.waitFor)`),
  ];
}

/** @param {string} text */
function titleNumbers(text) {
  const titles = [...text.replace(comment, "").matchAll(title)].filter(([, call = ""]) => !notRun.test(call));
  return titles.flatMap(([, , ids = ""]) => ids.slice(1, -1).split("]["));
}

/** @param {string} text */
function commentNumbers(text) {
  const lines = text.match(citing) ?? [];
  return lines.flatMap((line) =>
    [...line.matchAll(cited)].flatMap(([, ids = ""]) => ids.match(/[A-Z]+[0-9]+/g) ?? []),
  );
}

/** @param {Named} named */
function mistakes({ id, path }) {
  return Object.entries(mistaken)
    .filter(([part, { prefix }]) => path.split("/").includes(part) && id.replace(/[0-9]+$/, "") === prefix)
    .map(([part, { instead }]) => `${id} is named in ${path}, and the rules of ${part} are ${instead}…`);
}

/** @param {string[]} sentences */
const once = (sentences) => [...new Set(sentences)];

/** @param {string} path */
function isTest(path) {
  return /(\.test\.tsx?|-contract\.ts)$/.test(path) || (path.startsWith("e2e/") && path.endsWith(".spec.ts"));
}

/**
 * @param {string} folder
 * @returns {string[]} paths within it
 */
function sources(folder, within = "") {
  return readdirSync(join(folder, within), { withFileTypes: true }).flatMap((entry) => {
    const path = within === "" ? entry.name : `${within}/${entry.name}`;
    if (entry.isDirectory()) return generated.has(entry.name) ? [] : sources(folder, path);
    // The test of this very check is full of made-up titles.
    if (path === "scripts/check-spec.test.ts") return [];
    return /\.(tsx?|mjs)$/.test(path) ? [path] : [];
  });
}
