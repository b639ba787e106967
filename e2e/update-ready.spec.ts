import { nextVersion, test } from "./client-copy.ts";
import { expect } from "./desk.ts";

test("a new version says that it is ready, and starts when the person says so", async ({
  desk,
  clientDir,
}) => {
  const student = await desk.enter(await desk.add("student", "Farah Siddiqui"));
  await student.cached();
  const { page } = student;
  await page.getByRole("link", { name: "Ask for help" }).first().click();
  await page.getByRole("textbox", { name: "In a few words" }).fill("In the middle of a word");
  nextVersion(clientDir);
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
