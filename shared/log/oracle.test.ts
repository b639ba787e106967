import { expect, test } from "vitest";
import { seed } from "../laws.arbitrary.ts";
import { runOracle } from "./oracle.arbitrary.ts";

/** How many updates are judged; `ORACLE_UPDATES` for a longer run. */
const updates = Number.parseInt(process.env.ORACLE_UPDATES ?? "20000", 10);
/** A millisecond an update is three times what it takes. */
const timeout = 60_000 + updates;

test(
  "[G1][G2][G3][G4][G5][G6][G7][G8] the guard agrees with a real document about every update",
  async () => {
    const counts = await runOracle({ updates, seed });
    // Not vacuous: every outcome often enough to mean something.
    const least = updates / 200;
    const outcomes = [
      "accepted, honest",
      "accepted, hostile",
      "known",
      "stale, linear",
      "stale, commutative",
    ];
    for (const outcome of [...outcomes, "G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9"]) {
      expect(counts.get(outcome) ?? 0, outcome).toBeGreaterThan(outcome === "stale, commutative" ? 0 : least);
    }
    if (process.env.ORACLE_UPDATES !== undefined) console.info(Object.fromEntries([...counts].sort()));
  },
  timeout,
);
