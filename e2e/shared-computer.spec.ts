import { askForHelp } from "./acts.ts";
import { expect, test } from "./desk.ts";
import { foundOnDevice } from "./kept-on-device.ts";

test("a shared computer keeps nothing of a person who has signed out", async ({ desk }) => {
  const person = await desk.add("student", "Hana Novakova");
  const device = await desk.visit("/");
  const { page } = device;
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").first().fill(person.password);
  await page.getByRole("checkbox", { name: "This is a shared computer" }).check();
  await page.getByRole("button", { name: "Sign in" }).click();
  const ticketId = await askForHelp(page, { title: "Zimtstern title", words: "Marzipan words" });
  await device.synced();
  const traces = [person.id, person.email, person.name, ticketId, "Zimtstern", "Marzipan"];
  expect(Object.keys(await foundOnDevice(page, traces))).toEqual(traces);

  await page.getByRole("button", { name: `Account of ${person.name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await foundOnDevice(page, traces)).toEqual({});
  expect(
    await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)),
  ).not.toContainEqual(expect.stringContaining(person.id));
  // Cookies are the server's to take back, when it hears of the sign-out.
  await expect.poll(() => device.context.cookies()).toEqual([]);

  // The address of the ticket leads to the sign-in, and back shows nothing either.
  await device.goto(`/tickets/${ticketId}`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.goBack();
  await expect(page.getByText("Zimtstern")).toBeHidden();
});
