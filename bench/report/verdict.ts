import { unreachable } from "../../shared/unreachable.ts";
import type { PeerName } from "../servers/peers.ts";
import type { Metric } from "../workloads/workload.ts";

/** Medians of one metric by peer. */
export type Medians = ReadonlyMap<PeerName, number>;

export type Verdict = { goal: string; met: boolean | null };

/** Holds Alcove's median against the metric's goal; null where what it needs was not measured. */
export function verdictOn({ goal }: Metric, medians: Medians): Verdict | null {
  if (goal === undefined) return null;
  const own = medians.get("alcove");
  switch (goal.kind) {
    case "most":
      return { goal: `≤ ${goal.value}`, met: own === undefined ? null : own <= goal.value };
    case "times": {
      const other = medians.get(goal.of);
      const met = own === undefined || other === undefined ? null : own >= goal.value * other;
      return { goal: `≥ ${goal.value}× ${goal.of}`, met };
    }
    default:
      return unreachable(goal);
  }
}
