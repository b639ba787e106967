import { Counter, Gauge } from "prom-client";
import type { Store } from "../store/store.ts";
import type { Metrics } from "./metrics.ts";
import type { StorageHealth } from "./storage-health.ts";

/** Counted elsewhere from the start on, and read here: the metrics are loaded later. */
export function countCommitted({ registry }: Metrics, total: () => number): void {
  new Counter({
    name: "alcove_committed_updates_total",
    help: "Updates and other steps committed.",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(total());
    },
  });
}

export function countStorage({ registry }: Metrics, storage: StorageHealth): void {
  new Gauge({
    name: "alcove_storage_trouble",
    help: "1 while the database does not store (failing) or is closed for good (damaged).",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      for (const state of ["failing", "damaged"] as const) {
        this.set({ state }, storage.state.state === state ? 1 : 0);
      }
    },
  });
}

export function countJobs(
  { registry }: Metrics,
  store: Pick<Store, "countJobs">,
  onError: (error: unknown) => void,
): void {
  new Gauge({
    name: "alcove_jobs",
    help: "Jobs that wait, and that gave up.",
    labelNames: ["state"],
    registers: [registry],
    async collect() {
      try {
        const { waiting, failed } = await store.countJobs();
        this.set({ state: "waiting" }, waiting);
        this.set({ state: "failed" }, failed);
      } catch (error) {
        // What else is measured says why; a page without it would say nothing.
        this.reset();
        onError(error);
      }
    },
  });
}

export function countSockets({ registry }: Metrics, open: () => number): void {
  new Gauge({
    name: "alcove_sockets",
    help: "Sockets that are open.",
    registers: [registry],
    collect() {
      this.set(open());
    },
  });
}
