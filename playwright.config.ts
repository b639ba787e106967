import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import type { EngineOptions } from "./e2e/every-engine/campus.ts";
import { chromium } from "./scripts/chromium-launch.ts";

const json = process.env.ALCOVE_E2E_REPORT;

/** Journeys that are the same in Chromium, Firefox and WebKit. All others are Chromium's. */
const everyEngine = /every-engine\/.*\.spec\.ts$/;

export default defineConfig<object, EngineOptions>({
  testDir: "e2e",
  // Playwright empties this folder before every run: nothing else may live in it.
  outputDir: "test-results/e2e",
  // A journey is two or three browsers and a server: two at once want more than two cores.
  workers: availableParallelism() > 3 ? 2 : 1,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A journey that passes only the second time has found a race, or a machine that others use: CI's list names it as flaky.
  retries: process.env.CI ? 1 : 0,
  // A journey takes some ten seconds; this is for machines that are busy with something else.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: json ? [["list"], ["json", { outputFile: json }]] : [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: chromium(),
    // Frames of every tab would cost a third of the machine, and be of the race that they made.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: true, sources: true },
  },
  projects: [
    { name: "chromium", testIgnore: everyEngine },
    ...(["chromium", "firefox", "webkit"] as const).map((engineName) => ({
      name: `in ${engineName}`,
      testMatch: everyEngine,
      use: { engineName },
    })),
  ],
});
