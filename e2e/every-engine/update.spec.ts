import { clientCopy, nextVersion } from "../client-copy.ts";
import { test as base, expect } from "./campus.ts";

const test = base.extend<{ clientDir: string }>(clientCopy);

test("[E1] a new version is offered when there is one, and keeps what is being written", async ({
  campus,
  clientDir,
}) => {
  const farah = await campus.add("student", "Farah Siddiqui");
  const student = await campus.visit();
  await student.signIn(farah);
  await student.cached();
  expect(await student.text()).not.toContain("A new version is ready");
  await student.click("link", "Ask for help");
  await student.fill("In a few words", "In the middle of a word");
  nextVersion(clientDir);
  await student.driver.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  }, null);
  await student.sees("A new version is ready.");
  await student.click("button", "Update now");
  await student.seesNot("A new version is ready.");
  await expect
    .poll(() => student.driver.evaluate(firstWords, null), { timeout: 20_000 })
    .toBe("In the middle of a word");
});

/** Runs in the page. @returns what the first line of the form says */
function firstWords(): string | undefined {
  return document.querySelector<HTMLInputElement>("form input:not([type=radio])")?.value;
}
