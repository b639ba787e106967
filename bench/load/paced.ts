import { setInterval as every } from "node:timers/promises";

/** Ms between two looks at what is due. */
const lookMs = 1;

/**
 * Calls `send` at a fixed rate for a while, however long the answers take. Resolves with the most that a call was
 * late, in ms: the load's own fault, which the latencies do not contain, since they count from the call.
 */
export async function paced(perSecond: number, ms: number, send: (index: number) => void): Promise<number> {
  const start = performance.now();
  let sent = 0;
  let latest = 0;
  for await (const _ of every(lookMs)) {
    const passed = performance.now() - start;
    const due = Math.floor((Math.min(passed, ms) * perSecond) / 1_000);
    if (sent < due) latest = Math.max(latest, passed - ((sent + 1) * 1_000) / perSecond);
    while (sent < due) send(sent++);
    if (passed >= ms) break;
  }
  return latest;
}
