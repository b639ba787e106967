import { createHistogram } from "node:perf_hooks";
import { Gauge, type Registry } from "prom-client";

/** Milliseconds between two looks at the time. */
const lookEveryMs = 10;

/**
 * How long the event loop was held since the page was last read [H11]. `monitorEventLoopDelay`, and so prom-client's
 * `nodejs_eventloop_lag_*`, are blind from each reset to the look after the next: what is asked for right after a reading
 * would not be seen.
 */
export function measureEventLoopDelay(registry: Registry): void {
  const delays = createHistogram();
  let lookedAt = performance.now();
  const look = () => {
    const now = performance.now();
    // A histogram takes whole numbers from 1 on.
    delays.record(Math.max(1, Math.round((now - lookedAt - lookEveryMs) * 1e6)));
    lookedAt = now;
  };
  setInterval(look, lookEveryMs).unref();
  new Gauge({
    name: "alcove_event_loop_delay_seconds",
    help: "How long the event loop was held, in seconds, since this page was last read; quantile 1 is the longest.",
    labelNames: ["quantile"],
    registers: [registry],
    collect() {
      look();
      this.set({ quantile: "0.5" }, delays.percentile(50) / 1e9);
      this.set({ quantile: "0.99" }, delays.percentile(99) / 1e9);
      this.set({ quantile: "1" }, delays.max / 1e9);
      delays.reset();
    },
  });
}
