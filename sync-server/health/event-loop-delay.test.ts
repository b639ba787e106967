import { setImmediate } from "node:timers/promises";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { measureEventLoopDelay } from "./event-loop-delay.ts";

const heldMs = 1_500;

function hold(): void {
  const end = performance.now() + heldMs;
  while (performance.now() < end);
}

/** One reading of the page: seconds by quantile. */
async function readings(registry: Registry): Promise<Record<string, number>> {
  const metric = await registry.getSingleMetric("alcove_event_loop_delay_seconds")?.get();
  return Object.fromEntries(metric?.values.map(({ labels, value }) => [labels.quantile, value]) ?? []);
}

test("[H11] what held the event loop since the last reading is measured, and forgotten once read", async () => {
  const registry = new Registry();
  measureEventLoopDelay(registry);
  expect((await readings(registry))["1"]).toBeLessThan(heldMs / 1_000 - 0.1);
  // Right after a reading, and with the next in the same turn.
  hold();
  expect((await readings(registry))["1"]).toBeGreaterThan(heldMs / 1_000 - 0.1);
  expect((await readings(registry))["1"]).toBeLessThan(heldMs / 1_000 - 0.1);
  hold();
  await setImmediate();
  const seen = await readings(registry);
  expect(Object.keys(seen).sort()).toEqual(["0.5", "0.99", "1"]);
  expect(seen["1"]).toBeGreaterThan(heldMs / 1_000 - 0.1);
  expect(seen["1"]).toBeLessThan(60);
});
