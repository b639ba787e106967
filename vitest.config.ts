import { availableParallelism } from "node:os";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromium } from "./scripts/chromium-launch.ts";

/** Files that only a real browser can run: they end in `.browser.test.ts(x)`. */
const inBrowser = "client/**/*.browser.test.{ts,tsx}";

/** Seeded simulations and kill -9 of the real server take tens of seconds on two cores. */
const patience = { testTimeout: 60_000, hookTimeout: 60_000 };

/**
 * Files at once. A file waits for processes, disks and sockets a third of its time, so two of them fill two cores; Vitest
 * itself would leave one core idle.
 */
const filesAtOnce = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: ["{shared,sync-server,client,simulation,scripts,bench}/**/*.test.{ts,tsx}"],
          exclude: [inBrowser],
          ...patience,
          maxWorkers: filesAtOnce,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          // A hostile client at full speed, and what honest people feel of it meanwhile: nothing else runs beside it.
          name: "attack",
          environment: "node",
          include: ["attack/**/*.test.ts"],
          ...patience,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "browser",
          include: [inBrowser],
          ...patience,
          sequence: { groupOrder: 3 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromium() }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
