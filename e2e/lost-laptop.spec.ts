import { askForHelp, claim, openFromQueue, say } from "./acts.ts";
import { expect, test } from "./desk.ts";
import { foundOnDevice } from "./kept-on-device.ts";
import { withAccounts } from "./server-data.ts";

test("[D18][T13] signed out everywhere: the lost laptop keeps only what was never sent, for the same person", async ({
  desk,
}) => {
  const hana = await desk.add("student", "Hana Novakova");
  const kenji = await desk.add("counselor", "Kenji Mori");
  const student = await desk.enter(hana);
  const ticketId = await askForHelp(student.page, { title: "Zimtstern title", words: "Marzipan words" });
  await student.synced();
  const laptop = await desk.enter(kenji);
  await openFromQueue(laptop.page, "Unclaimed", "Zimtstern title");
  await claim(laptop.page);
  await laptop.synced();
  await say(laptop.page, "Lebkuchen answer");
  await laptop.synced();
  await laptop.offline();
  await say(laptop.page, "Never sent words");
  const accepted = [ticketId, hana.name, "Zimtstern", "Marzipan", "Lebkuchen"];
  expect(Object.keys(await foundOnDevice(laptop.page, accepted))).toEqual(accepted);

  await withAccounts(desk.server.dataDir, async (accounts) => {
    await accounts.setPassword(kenji.id, "another battery horse");
  });
  await laptop.online();
  await expect(laptop.page.getByRole("heading", { name: "Sign in again" })).toBeVisible({ timeout: 20_000 });
  await expect(laptop.page.getByText("1 thing waits to be sent")).toBeVisible();
  const gone = accepted.filter((words) => words !== ticketId);
  await expect.poll(() => foundOnDevice(laptop.page, gone)).toEqual({});
  expect(Object.keys(await foundOnDevice(laptop.page, ["Never sent words"]))).toEqual(["Never sent words"]);

  await laptop.page.getByLabel("Password").first().fill("another battery horse");
  await laptop.page.getByRole("button", { name: "Sign in" }).click();
  await expect(
    laptop.page.getByRole("heading", { name: "Somebody must confirm that it's you" }),
  ).toBeVisible();
  await withAccounts(desk.server.dataDir, async (accounts) => accounts.confirmRecovery(kenji.id, null));
  await laptop.page.getByRole("button", { name: "Check again" }).click();
  await expect(laptop.page.getByText("synced", { exact: true })).toBeVisible({ timeout: 20_000 });
  await student.page.goto(`${student.wire.url}/tickets/${ticketId}`);
  await expect(student.page.getByText("Never sent words")).toBeVisible();
});

test("[D20] an invitation taken up on a device with another person's unsent words leaves them for that person", async ({
  desk,
}) => {
  const hana = await desk.add("student", "Hana Novakova");
  const device = await desk.enter(hana);
  const { page } = device;
  await device.cached();
  await askForHelp(page, { title: "Accepted title" });
  await device.synced();
  const field = page.getByLabel("Message", { exact: true });
  await field.fill("Half a thought");
  await expect.poll(() => foundOnDevice(page, ["Half a thought"])).not.toEqual({});
  const ruth = await desk.add("admin", "Ruth Mwangi");
  const link = await withAccounts(desk.server.dataDir, async (accounts) => {
    const by = accounts.person(ruth.id);
    if (by === null) throw new Error("no admin");
    return accounts.invite({ email: "leila@campus.example", role: "counselor", by }, device.wire.url);
  });
  const { pathname, search, hash } = new URL(link);
  await device.goto(pathname + search + hash);
  await page.getByLabel("Your name").fill("Leila Haddad");
  await page.getByRole("textbox", { name: "Password" }).fill("correct horse battery");
  await page.getByRole("button", { name: "Create my account" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Queue" })).toBeVisible();
  expect(await foundOnDevice(page, ["Half a thought"])).not.toEqual({});
  await page.getByRole("button", { name: "Account of Leila Haddad" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText(/This device keeps what Hana Novakova wrote/)).toBeVisible();
  await page.getByLabel("E-mail address").fill(hana.email);
  await page.getByLabel("Password").first().fill(hana.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Accepted title" }).click();
  await expect(page.getByLabel("Message", { exact: true })).toHaveValue("Half a thought");
});
