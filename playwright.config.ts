import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import { chromium } from "./scripts/chromium-launch.ts";

const json = process.env.ALCOVE_E2E_REPORT;

export default defineConfig({
  testDir: "e2e",
  // Playwright empties this folder before every run: nothing else may live in it.
  outputDir: "test-results/e2e",
  workers: process.env.CI && availableParallelism() < 2 ? 1 : 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A journey that passes only the second time has found a race.
  retries: 0,
  // A journey takes some ten seconds; this is for machines that are busy with something else.
  timeout: 180_000,
  expect: { timeout: 10_000 },
  reporter: json ? [["list"], ["json", { outputFile: json }]] : [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: chromium(),
    trace: "retain-on-failure",
  },
});
