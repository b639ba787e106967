import { afterAll, beforeAll, expect, test } from "vitest";
import { runAttack } from "../run-attack.ts";
import { startTarget, type Target } from "../target.ts";
import type { AssaultName } from "./assaults/assaults.ts";
import { loadAttacks } from "./attacks.ts";

let target: Target;
beforeAll(async () => {
  target = await startTarget({ scale: "small", seed: 1 });
});
afterAll(() => target.stop());

async function holds(name: AssaultName): Promise<void> {
  const attack = loadAttacks.find((each) => each.name === name);
  if (attack === undefined) throw new Error(`there is no assault ${name}`);
  const outcome = await runAttack(attack, target);
  expect(outcome).toMatchObject({ held: true });
  expect(outcome.tried).toBeGreaterThan(0);
}

test("[K12] who asks for much and reads nothing costs bounded memory, and honest people go on", () =>
  holds("never-read"));

test("[K12] pushes at full speed cost bounded memory, and honest people go on", () => holds("messages"));

test("[K13] a message of the smallest frames is given up, and honest people go on", () =>
  holds("tiny-frames"));

test("[K13] messages that never end are kept only so far", () => holds("held-fragments"));
