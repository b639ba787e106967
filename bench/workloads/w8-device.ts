import type { Workload } from "./workload.ts";

const tickets = 5_000;
const changed = 50;
const bytesPerKb = 1_024;

/** A counselor's device in a real browser: everything for the first time, after a day away, and with no network. */
export const w8: Workload = {
  id: "W8",
  title: `a browser with ${tickets.toLocaleString("en")} tickets`,
  peers: ["alcove"],
  metrics: [
    { name: "synced", unit: "ms, first sync", decimals: 0, goal: { kind: "most", value: 3_000 } },
    { name: "rows", unit: "ms, first rows of it", decimals: 0 },
    { name: "syncedKb", unit: "kB down, first sync", decimals: 0 },
    {
      name: "behind",
      unit: `ms, ${changed} changes behind`,
      decimals: 0,
      goal: { kind: "most", value: 300 },
    },
    { name: "behindKb", unit: "kB down and up then", decimals: 1 },
    { name: "cold", unit: "ms, start with no network", decimals: 0, goal: { kind: "most", value: 1_000 } },
  ],
  prepare: async () => ({
    async round({ round }) {
      // Only here, so that the other workloads need neither Playwright nor a browser.
      const { runW8 } = await import("../browser/w8.ts");
      const { firstSync, dayBehind, coldStart } = await runW8({ tickets, changed, seed: round });
      return {
        synced: firstSync.syncedMs,
        rows: firstSync.rowsMs,
        syncedKb: firstSync.bytesDown / bytesPerKb,
        behind: dayBehind.caughtUpMs,
        behindKb: (dayBehind.bytesDown + dayBehind.bytesUp) / bytesPerKb,
        cold: coldStart.openedMs,
      };
    },
  }),
};
