/**
 * Loaded into the attacked server's process before it: measures how long its event loop is held, and tells whoever started
 * it. By the thread's own CPU time, so that other programs on the machine hold nothing up; and apart from `/metrics`, which
 * forgets at each reading.
 */
import { createHistogram } from "node:perf_hooks";
import type { LoopDelay } from "./loop-delay.ts";

/** Milliseconds between two looks; so often, evenly, somebody is taken to come. */
const everyMs = 5;
/** Whoever comes while the loop is held for longer than this counts as waiting this long, in ms. */
const mostMs = 60_000;

const delays = createHistogram();
let lookedAt = performance.now();
let usedAt = used();

function used(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Somebody comes every few milliseconds; each waits until the turn that they came in is over. */
function look(): void {
  const [now, cpu] = [performance.now(), used()];
  const held = Math.min(now - lookedAt, cpu - usedAt, mostMs) - everyMs;
  for (let waits = held; waits > everyMs; waits -= everyMs) delays.record(Math.round(waits * 1_000));
  delays.record(Math.max(1, Math.round(Math.min(held, everyMs) * 1_000)));
  [lookedAt, usedAt] = [now, used()];
}

setInterval(look, everyMs).unref();

process.on("message", (message) => {
  if (typeof message !== "object" || message === null || !("loopDelay" in message)) return;
  look();
  const loopDelay: LoopDelay = { p99: delays.percentile(99) / 1_000, longest: delays.max / 1_000 };
  delays.reset();
  process.send?.({ loopDelay });
});
process.channel?.unref();
