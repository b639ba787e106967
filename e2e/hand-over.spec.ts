import { askForHelp, claim, message, note, openFromQueue, openNotes, say, trayOn } from "./acts.ts";
import { expect, test } from "./desk.ts";
import { foundOnDevice } from "./kept-on-device.ts";

test("a ticket handed over while its counselor is offline leaves that device, chat and notes and all", async ({
  desk,
}) => {
  const student = await desk.enter(await desk.add("student", "Elif Yildiz"));
  const first = await desk.install(await desk.add("counselor", "Ingrid Solberg"));
  const second = await desk.enter(await desk.add("counselor", "Leila Haddad"));
  const admin = await desk.enter(await desk.add("admin", "Ruth Mwangi"));
  const title = "Winter is hard for me";
  const ticketId = await askForHelp(student.page, { title, words: "Zimtstern description" });
  await openFromQueue(first.page, "Unclaimed", title);
  await claim(first.page);
  await say(first.page, "Marzipan from the counselor");
  await say(student.page, "Pistachio from the student");
  await expect(message(first.page, "Pistachio from the student")).toBeVisible();
  await openNotes(first.page);
  await note(first.page, "Hazelnut in the notes");
  await first.synced();
  const words = ["Zimtstern", "Marzipan", "Pistachio", "Hazelnut"];
  expect(Object.keys(await foundOnDevice(first.page, words))).toEqual(words);

  await first.offline();
  await openFromQueue(first.page, "Mine", title);
  await say(first.page, "Written too late");

  await admin.page.getByRole("button", { name: "Actions on the ticket of Elif Yildiz" }).click();
  await admin.page.getByRole("menuitem", { name: "Hand over" }).click();
  const dialog = admin.page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "To" }).click();
  await admin.page.getByRole("listbox").getByRole("option", { name: "Leila Haddad" }).click();
  await dialog.getByRole("button", { name: "Hand over" }).click();
  await admin.synced();
  await openFromQueue(second.page, "Mine", title);
  await expect(message(second.page, "Pistachio from the student")).toBeVisible();
  await openNotes(second.page);
  await expect(second.page.getByRole("textbox", { name: "Case notes" })).toContainText(
    "Hazelnut in the notes",
  );

  await first.online();
  await expect(first.page.getByText("1 not accepted").first()).toBeVisible();
  await first.synced();
  const tray = await trayOn(first.page);
  expect(tray).toHaveLength(1);
  expect(tray[0]).toContain("Written too late");
  expect(tray[0]).toContain("Ruth Mwangi handed this ticket over");
  expect(await foundOnDevice(first.page, words)).toEqual({});
  expect(Object.keys(await foundOnDevice(first.page, ["Written too late"]))).toHaveLength(1);

  // The words do not come back with a new start either, nor with the address.
  await first.restarted(`/tickets/${ticketId}`);
  await expect(first.page.getByText("This ticket is not on your device")).toBeVisible();
  await first.synced();
  expect(await foundOnDevice(first.page, words)).toEqual({});
});
