import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test as base, expect } from "./desk.ts";

const built = process.env.ALCOVE_CLIENT_DIR ?? fileURLToPath(new URL("../dist/client", import.meta.url));

/** A copy of the built client that a test may change while the server serves it. */
const test = base.extend<{ clientDir: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  clientDir: async ({}, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), "alcove-e2e-client-"));
    cpSync(built, folder, { recursive: true });
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  serverEnv: async ({ clientDir }, use) => use({ ALCOVE_CLIENT_DIR: clientDir }),
});

test("a new version says that it is ready, and starts when the person says so", async ({
  desk,
  clientDir,
}) => {
  const student = await desk.enter(await desk.add("student", "Farah Siddiqui"));
  await student.cached();
  const { page } = student;
  await page.getByRole("link", { name: "Ask for help" }).first().click();
  await page.getByRole("textbox", { name: "In a few words" }).fill("In the middle of a word");
  appendFileSync(path.join(clientDir, "worker.js"), "\n// the next version\n");
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });
  await expect(page.getByText("A new version is ready.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "In a few words" })).toHaveValue("In the middle of a word");

  const reloaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Update now" }).click();
  await reloaded;
  await expect(page.getByRole("textbox", { name: "In a few words" })).toHaveValue("In the middle of a word");
  await expect(page.getByText("A new version is ready.")).toBeHidden();
  const script = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return { active: registration?.active?.state, waiting: registration?.waiting ?? null };
  });
  expect(script).toEqual({ active: "activated", waiting: null });
});
