import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { play } from "./run.ts";
import { Tally } from "./tally.ts";

/** Runs in `npm test`: half a minute on two cores. A soak plays more, from another first seed. */
const usual = 40;
const only = process.env.SIMULATION_SEED;
const count = Number(process.env.SIMULATION_SEEDS ?? usual);
const first = Number(process.env.SIMULATION_FIRST ?? 1);
/** They found something once: an opened ticket, then a message, both in the log and in the tray. */
const pinned = [2001, 2024];
const range = Array.from({ length: count }, (_, index) => first + index);
const seeds = only === undefined ? [...new Set([...pinned, ...range])] : [Number(only)];
/** Ms one seed may take: a second or two, and many times that on a machine that has much else to do. */
const withinMs = 300_000;

const all = new Tally();
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "alcove-simulation-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each(seeds)(
  "[X1][X2][X3][X5][X6][X8][X9][G11][K44] seed %i: devices converge, nothing leaks and nothing is lost",
  async (seed) => {
    const { tally } = await play(seed, folder);
    all.add(tally);
  },
  withinMs,
);

/** What must have happened at the least for each ten seeds. */
const least: Record<string, number> = {
  entries: 120,
  accepted: 100,
  stale: 6,
  refused: 12,
  "retry-later": 10,
  revoked: 30,
  tray: 20,
  cut: 12,
  "clock reset": 4,
  "tab crash": 12,
  "server kill": 2,
  "server stop": 2,
  reset: 3,
  "role change": 6,
  suspension: 4,
  "opened to all": 0.5,
  compaction: 4,
  "emergency access accepted": 1,
  "notes edited": 4,
  "notes read by counselor": 1,
  "notes read by admin": 0.2,
  "newer notes": 1,
  "notes read as words": 0.2,
};

test.runIf(only === undefined && count >= usual)("[X4] the seeds met what they are there to meet", () => {
  const tens = count / 10;
  const rare = Object.entries(least).filter(([what, times]) => all.of(what) < times * tens);
  expect(rare.map(([what]) => [what, all.of(what)])).toEqual([]);
  expect(all.refusals.size).toBeGreaterThan(10);
});

test(
  "[X7] a seed plays the same again",
  async () => {
    const [once, again] = [await play(first, folder), await play(first, folder)];
    expect(again.trace).toEqual(once.trace);
    expect([...again.tally.counts]).toEqual([...once.tally.counts]);
  },
  withinMs,
);

test.runIf(process.env.SIMULATION_TALLY !== undefined)("what the seeds met", () => {
  console.log(Object.fromEntries(all.counts), Object.fromEntries(all.refusals));
});
