import { askForHelp, message, say } from "./acts.ts";
import { expect, test } from "./desk.ts";
import { foundOnDevice } from "./kept-on-device.ts";
import { storageOf } from "./storage.ts";

const patience = { timeout: 30_000 };

test("[R12] a browser that clears the databases, with the app open and closed, leaves the person signed in and told", async ({
  desk,
}) => {
  const student = await desk.enter(await desk.add("student", "Nora Beck"));
  const storage = await storageOf(student.context, student.wire.url);
  await askForHelp(student.page, { title: "New in town" });
  await say(student.page, "I know nobody here.");
  await student.synced();

  // Open, and everything is on the server: it comes back, and nobody is frightened.
  const composer = student.page.getByLabel("Message", { exact: true });
  await composer.fill("Still here.");
  await storage.clearDatabases();
  await expect.poll(() => foundOnDevice(student.page, ["I know nobody here."]), patience).not.toEqual({});
  await expect(message(student.page, "I know nobody here.")).toBeVisible(patience);
  const lost = student.page.getByText(/This browser cleared what Alcove kept/);
  await expect(lost).toBeHidden();
  await expect(composer).toHaveValue("Still here.");
  await composer.press("Enter");
  await expect(message(student.page, "Still here.")).toBeVisible(patience);
  await student.synced();

  // Closed, with something that had not been sent.
  await student.offline();
  await say(student.page, "Nobody will ever read this.");
  await expect(message(student.page, "Nobody will ever read this.")).toContainText("Waiting to be sent");
  await student.page.close();
  await storage.clearDatabases();
  await student.online();
  student.page = await student.tab("/");
  await expect(student.page.getByText(/This browser cleared .* 1 thing not sent yet/)).toBeVisible(patience);
  await student.synced();
  await student.page.getByRole("link", { name: "New in town" }).click();
  await expect(message(student.page, "Still here.")).toBeVisible(patience);
  await expect(message(student.page, "Nobody will ever read this.")).toBeHidden();
  await student.page.getByRole("button", { name: "I have read this" }).click();
  await student.page.reload();
  await student.synced();
  await expect(student.page.getByText(/This browser cleared/)).toBeHidden();
});
