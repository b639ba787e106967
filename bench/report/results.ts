import type { PeerName } from "../servers/peers.ts";
import type { Figures, Metric, Workload } from "../workloads/workload.ts";
import { median } from "./statistics.ts";
import { type Medians, verdictOn } from "./verdict.ts";

/** What every round of a workload measured, in order, by peer. */
export type Measured = {
  workload: Workload;
  rounds: ReadonlyMap<PeerName, readonly Figures[]>;
  /** Rounds that came to no figures, and why. */
  failures: readonly string[];
};

export function mediansOf({ rounds }: Measured, { name }: Metric): Medians {
  const medians = new Map<PeerName, number>();
  for (const [peer, figures] of rounds) {
    const values = figures.flatMap((each) => each[name] ?? []);
    if (values.length > 0) medians.set(peer, median(values));
  }
  return medians;
}

/** The rows of a workload's table: a metric each, with the median of each peer and its ratio to Alcove's. */
export function rowsOf(measured: Measured, peers: readonly PeerName[]): string[][] {
  return measured.workload.metrics.map((metric) => {
    const medians = mediansOf(measured, metric);
    const own = medians.get("alcove");
    const cells = peers.map((peer) => {
      const value = medians.get(peer);
      if (value === undefined) return "–";
      const shown = value.toFixed(metric.decimals);
      const ratio = own === undefined || own === 0 || peer === "alcove" ? null : value / own;
      return ratio === null ? shown : `${shown} (${ratio.toFixed(2)}×)`;
    });
    const verdict = verdictOn(metric, medians);
    const said = verdict?.met == null ? "" : verdict.met ? " met" : " MISSED";
    return [`${measured.workload.id} ${metric.unit}`, ...cells, verdict === null ? "" : verdict.goal + said];
  });
}

/** Everything as JSON: rounds as measured, medians, verdicts. */
export function asJson(all: readonly Measured[]): unknown {
  return all.map((measured) => ({
    workload: measured.workload.id,
    title: measured.workload.title,
    metrics: measured.workload.metrics.map((metric) => {
      const medians = mediansOf(measured, metric);
      const verdict = verdictOn(metric, medians);
      return { name: metric.name, unit: metric.unit, medians: Object.fromEntries(medians), ...verdict };
    }),
    failures: measured.failures,
    rounds: Object.fromEntries(measured.rounds),
  }));
}
