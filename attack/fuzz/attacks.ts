import { runOracle } from "../../shared/log/oracle.arbitrary.ts";
import { fuzzNotes } from "../../sync-server/sync/notes-world.arbitrary.ts";
import type { Attack } from "../attack.ts";
import type { Scale } from "../target.ts";
import { mutatedFrames } from "./frames.ts";

/** How many updates are held against a real document. `npm test` does its 20,000 beside the guard itself. */
const updates: Record<Scale, { logs: number; notes: number }> = {
  small: { logs: 1_200, notes: 200 },
  full: { logs: 30_000, notes: 5_000 },
  long: { logs: 1_000_000, notes: 100_000 },
};

const logs: Attack = {
  name: "mutated updates to logs, against the oracle",
  group: "fuzz",
  promise:
    "[K5] Whatever mutated update the guard accepts, a real Yjs document reads as exactly the entries that were judged.",
  run: async ({ seed, scale }) => {
    const tried = updates[scale].logs;
    const counts = await runOracle({ updates: tried, seed });
    return { held: true, tried, happened: told(counts) };
  },
};

const notes: Attack = {
  name: "mutated changes of notes, against each other",
  group: "fuzz",
  promise: "[K8] Whatever mutated change of notes is accepted, every replica can read it and none waits.",
  run: async ({ seed, scale }) => {
    const tried = updates[scale].notes;
    const counts = fuzzNotes({ updates: tried, seed });
    return { held: (counts.get("honest refused") ?? 0) === 0, tried, happened: told(counts) };
  },
};

function told(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => `${what} ${count}`)
    .join(", ");
}

export const fuzzAttacks: readonly Attack[] = [logs, notes, mutatedFrames];
