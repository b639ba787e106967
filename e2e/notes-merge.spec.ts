import { askForHelp, claim, note, notesOn, openFromQueue, openNotes } from "./acts.ts";
import { expect, test } from "./desk.ts";
import { notesOnServer } from "./server-data.ts";

test("notes edited on two devices of one counselor, both offline, merge and lose nothing", async ({
  desk,
}) => {
  const student = await desk.enter(await desk.add("student", "Farah Siddiqui"));
  const title = "My supervisor does not answer";
  const ticketId = await askForHelp(student.page, { title });
  await student.synced();
  const person = await desk.add("counselor", "Kenji Watanabe");
  const laptop = await desk.enter(person);
  const desktop = await desk.enter(person);
  await openFromQueue(laptop.page, "Unclaimed", title);
  await claim(laptop.page);
  await laptop.synced();
  await openNotes(laptop.page);
  await note(laptop.page, "Before the train.");
  await laptop.synced();
  await openFromQueue(desktop.page, "Mine", title);
  const there = await openNotes(desktop.page);
  await expect(there).toContainText("Before the train.");

  const both = [laptop, desktop];
  for (const device of both) await device.offline();
  await note(laptop.page, "Written on the laptop.");
  await note(laptop.page, "And one more line there.");
  await note(desktop.page, "Written at the desk.");
  for (const device of both) {
    await expect(device.page.getByText("Kept on this device. Waiting to be sent.")).toBeVisible();
  }
  for (const device of both) await device.online();
  for (const device of both) await device.synced();

  const lines = [
    "Before the train.",
    "Written on the laptop.",
    "And one more line there.",
    "Written at the desk.",
  ];
  for (const device of both) {
    await expect.poll(async () => (await notesOn(device.page)).toSorted()).toEqual(lines.toSorted());
  }
  expect(await notesOn(laptop.page)).toEqual(await notesOn(desktop.page));
  for (const line of lines) {
    await expect.poll(() => notesOnServer(desk.server.dataDir, ticketId)).toContain(line);
  }
});
