import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { play } from "./run.ts";
import { Tally } from "./tally.ts";

const one = process.env.SIMULATION_SEED;
const count = Number(process.env.SIMULATION_SEEDS ?? 40);
const first = Number(process.env.SIMULATION_FIRST ?? 1);
const seeds = one === undefined ? Array.from({ length: count }, (_, index) => first + index) : [Number(one)];

const all = new Tally();
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "alcove-simulation-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.each(seeds)(
  "[X1][X2][X3][X5][X6] seed %i: devices converge, nothing leaks and nothing is lost",
  async (seed) => {
    all.add(await play(seed, folder));
  },
);

test.runIf(one !== undefined || process.env.SIMULATION_TALLY !== undefined)("shows", () => {
  console.log(
    [...all.counts].sort(),
    [...all.refusals].sort((a, b) => b[1] - a[1]),
  );
});
