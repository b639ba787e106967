import { afterAll, beforeAll, expect, test } from "vitest";
import { seed } from "../shared/laws.arbitrary.ts";
import { allAttacks } from "./all.ts";
import type { Attack } from "./attack.ts";
import { awarenessAttacks } from "./awareness/attacks.ts";
import { careAttacks } from "./care/attacks.ts";
import { foreignAttacks } from "./foreign/attacks.ts";
import { fuzzAttacks } from "./fuzz/attacks.ts";
import { guardAttacks } from "./guard/attacks.ts";
import { policyAttacks } from "./policy/attacks.ts";
import { runAttack } from "./run-attack.ts";
import { startTarget, type Target } from "./target.ts";
import { timeAttacks } from "./time/attacks.ts";
import { yjsAttacks } from "./yjs/attacks.ts";

/** Milliseconds for one list; it takes a few seconds on a quiet machine. */
const timeout = 120_000;

let target: Target;

beforeAll(async () => {
  target = await startTarget({ scale: "small", seed });
}, timeout);
afterAll(() => target.stop());

/** Runs a list on the real server in its own process, and lists what did not hold. */
async function broken(attacks: readonly Attack[]): Promise<string[]> {
  const failed: string[] = [];
  for (const attack of attacks) {
    const { held, tried, happened } = await runAttack(attack, target);
    if (!held || tried === 0) failed.push(`${attack.group}/${attack.name}: ${happened}`);
  }
  return failed;
}

test(
  "[K2] every rule of the guard, broken as bytes on the wire on both kinds of socket",
  async () => {
    expect(await broken(guardAttacks)).toEqual([]);
  },
  timeout,
);

test(
  "[K1][K3][K8][K22][K26] what is known to be done to Yjs servers",
  async () => {
    expect(await broken(yjsAttacks)).toEqual([]);
  },
  timeout,
);

test(
  "[K6] presence: somebody else's name and place, other people's documents, floods",
  async () => {
    expect(await broken(awarenessAttacks)).toEqual([]);
  },
  timeout,
);

test(
  "[K7][K43] foreign documents, asked for in every way, and timed; messages that were taken back",
  async () => {
    expect(await broken(foreignAttacks)).toEqual([]);
  },
  timeout,
);

test(
  "[K1][K5] mutated updates and frames",
  async () => {
    expect(await broken(fuzzAttacks)).toEqual([]);
  },
  timeout,
);

test(
  "[K4] every entry from every wrong hand, in other names, with other dates",
  async () => {
    expect(await broken(policyAttacks)).toEqual([]);
  },
  timeout,
);

test(
  "[K24][K28][K29] crises of one student, a lost device, and work that returns to who may not have it",
  async () => {
    expect(await broken(careAttacks)).toEqual([]);
  },
  timeout,
);

test(
  "[K9] emergency access that has run out, on a server whose clock moves on",
  async () => {
    expect(await broken(timeAttacks)).toEqual([]);
  },
  timeout,
);

test(
  "an attack that breaks its promise, or leaves damage behind, is told as broken",
  async () => {
    const attack = { name: "made up", group: "none", promise: "nothing" };
    const lying = { ...attack, run: async () => ({ held: false, tried: 1, happened: "it broke" }) };
    expect(await runAttack(lying, target)).toMatchObject({ held: false, happened: "it broke" });
    const throwing: Attack = { ...attack, run: () => Promise.reject(new Error("could not")) };
    expect(await runAttack(throwing, target)).toMatchObject({ held: false, happened: "could not" });
    const names = allAttacks.map(({ group, name }) => `${group}/${name}`);
    expect(new Set(names).size).toBe(names.length);
  },
  timeout,
);
