import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { measureEventLoopDelay } from "./event-loop-delay.ts";

/** What the server counts about itself. Make further counters with `registers: [metrics.registry]`. */
export type Metrics = {
  registry: Registry;
  httpRequests: Counter<"method" | "status">;
  httpSeconds: Histogram<"method">;
};

/** A registry of its own per server, so that two in one process do not add up. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  measureEventLoopDelay(registry);
  return {
    registry,
    httpRequests: new Counter({
      name: "alcove_http_requests_total",
      help: "HTTP requests answered, by method and status class.",
      labelNames: ["method", "status"],
      registers: [registry],
    }),
    httpSeconds: new Histogram({
      name: "alcove_http_request_seconds",
      help: "Time from a request's head to the end of its answer, in seconds.",
      labelNames: ["method"],
      buckets: [0.005, 0.02, 0.1, 0.5, 2],
      registers: [registry],
    }),
  };
}
