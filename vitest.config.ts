import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromium } from "./scripts/chromium-launch.ts";

/** Files that only a real browser can run: they end in `.browser.test.ts(x)`. */
const inBrowser = "client/**/*.browser.test.{ts,tsx}";

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: ["{shared,sync-server,client,simulation,scripts,bench,attack}/**/*.test.{ts,tsx}"],
          exclude: [inBrowser],
          // Seeded simulations and kill -9 of the real server take tens of seconds on two cores.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: [inBrowser],
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
