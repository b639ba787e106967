import { askForHelp, claim, historyOn, message, openFromQueue, say } from "./acts.ts";
import { expect, test } from "./desk.ts";
import { foundOnDevice } from "./kept-on-device.ts";

test("an admin holds no words until they open emergency access, and both sides read that they did", async ({
  desk,
}) => {
  const student = await desk.enter(await desk.add("student", "Amara Okafor"));
  const counselor = await desk.enter(await desk.add("counselor", "Tomas Rivera"));
  const person = await desk.add("admin", "Ruth Mwangi");
  const admin = await desk.enter(person);
  const title = "Zimtstern title";
  const ticketId = await askForHelp(student.page, { title, words: "Pistachio description" });
  await openFromQueue(counselor.page, "Unclaimed", title);
  await claim(counselor.page);
  await say(counselor.page, "Marzipan from the counselor");
  await expect(message(student.page, "Marzipan from the counselor")).toBeVisible();
  await say(student.page, "Hazelnut from the student");
  await student.synced();
  await counselor.synced();

  await expect(admin.page.getByRole("row").filter({ hasText: "Amara Okafor" })).toContainText("Tomas Rivera");
  await admin.synced();
  const words = ["Zimtstern", "Pistachio", "Marzipan", "Hazelnut"];
  expect(await foundOnDevice(admin.page, words)).toEqual({});
  expect(Object.keys(await foundOnDevice(admin.page, [ticketId]))).toEqual([ticketId]);

  await admin.page.getByRole("button", { name: "Actions on the ticket of Amara Okafor" }).click();
  await admin.page.getByRole("menuitem", { name: "Emergency access…" }).click();
  const dialog = admin.page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("The counselor is in hospital and the student called.");
  await dialog.getByLabel("Your password").fill("not my password");
  await dialog.getByRole("button", { name: "Open the record" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel("Your password").fill(person.password);
  await dialog.getByRole("button", { name: "Open the record" }).click();
  await expect(dialog).toBeHidden();

  await admin.goto(`/tickets/${ticketId}`);
  await expect(message(admin.page, "Hazelnut from the student")).toBeVisible();
  await expect(message(admin.page, "Marzipan from the counselor")).toBeVisible();
  await expect(admin.page.getByLabel("Message", { exact: true })).toBeHidden();
  for (const side of [student, counselor]) {
    await expect(side.page.getByText(/Ruth Mwangi opened emergency access at/)).toBeVisible();
    await expect
      .poll(async () => (await historyOn(side.page)).at(-1))
      .toMatch(/^Ruth Mwangi opened emergency access: until/);
  }
});
