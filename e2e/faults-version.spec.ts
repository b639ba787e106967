import { askForHelp, message, say } from "./acts.ts";
import { nextProtocol, nextVersion, test } from "./client-copy.ts";
import { expect } from "./desk.ts";
import type { Device } from "./device.ts";
import { entriesOnServer } from "./server-data.ts";

const patience = { timeout: 30_000 };

async function updateNow({ page }: Device): Promise<void> {
  const reloaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Update now" }).click();
  await reloaded;
}

test("[R13] [R16] what waits outlives an update, a cold start and a newer server, and is sent once", async ({
  desk,
  clientDir,
}) => {
  const { server } = desk;
  const student = await desk.install(await desk.add("student", "Lena Fox"));
  const id = await askForHelp(student.page, { title: "Between two versions" });
  await student.synced();

  // A new version of the app is ready while something waits offline.
  nextVersion(clientDir);
  await student.page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });
  await expect(student.page.getByText(/A new version is ready/)).toBeVisible(patience);
  await student.offline();
  await say(student.page, "Before the update.");
  await updateNow(student);
  await expect(message(student.page, "Before the update.")).toContainText("Waiting to be sent", patience);
  await say(student.page, "After the update.");
  await student.restarted(`/tickets/${id}`, { offline: true });
  for (const words of ["Before the update.", "After the update."])
    await expect(message(student.page, words)).toContainText("Waiting to be sent", patience);
  await student.online();
  await student.synced();

  // The server moves on to the next protocol while the device is away.
  await student.offline();
  await say(student.page, "For a newer server.");
  await server.stop();
  nextProtocol(clientDir);
  await server.start("e2e/newer-server.ts");
  await student.online();
  await expect(student.page.getByText(/this version of the app and the server's do not fit/i)).toBeVisible(
    patience,
  );
  await say(student.page, "Written all the same.");
  await expect(message(student.page, "For a newer server.")).toContainText("Waiting to be sent");
  await expect(student.page.getByText(/A new version is ready/)).toBeVisible(patience);
  await updateNow(student);
  await student.synced();
  await expect(student.page.getByText(/do not fit/)).toBeHidden();
  const chat = await entriesOnServer(server.dataDir, "chat", id);
  expect(chat.flatMap((entry) => (entry.type === "chat.message" ? [entry.body] : []))).toEqual([
    "Before the update.",
    "After the update.",
    "For a newer server.",
    "Written all the same.",
  ]);
});
