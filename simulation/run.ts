import { randomOf } from "../shared/random.arbitrary.ts";
import { seedCrypto } from "./seeded-crypto.ts";
import type { Tally } from "./tally.ts";
import { World } from "./world.ts";

/** Steps of one run. */
export const steps = 150;
/** Steps shown of a run that fails, and things that are wrong with it. */
const shown = { steps: 60, wrong: 12 };

/** What happened, counted and step by step. */
export type Played = { tally: Tally; trace: readonly string[] };

/** Plays one seed to its end. @throws with the seed, what is wrong and the last steps */
export async function play(seed: number, folder: string): Promise<Played> {
  const unseed = seedCrypto(randomOf(seed + 1_000_000_007));
  const world = new World(seed, folder);
  try {
    await world.begin();
    for (let step = 0; step < steps; step++) await world.step();
    await world.settle();
    await world.heal();
    const wrong = await world.wrong();
    if (wrong.length > 0) throw new Error(wrong.slice(0, shown.wrong).join("\n"));
    return { tally: world.witness.tally, trace: world.trace };
  } catch (error) {
    const what = error instanceof Error ? error.stack : String(error);
    throw new Error(
      `seed ${seed} (SIMULATION_SEED=${seed} plays it alone)\n${what}\nlast steps:\n${world.trace.slice(-shown.steps).join("\n")}`,
    );
  } finally {
    await world.end();
    unseed();
  }
}
