import type { Page } from "@playwright/test";
import { askForHelp, claim, message, openFromQueue, say } from "./acts.ts";
import { expect, test } from "./desk.ts";
import { entriesOnServer } from "./server-data.ts";

test("three tabs of one person: nothing is sent twice, nothing differs, and the leader may close mid-send", async ({
  desk,
}) => {
  const counselor = await desk.enter(await desk.add("counselor", "Ingrid Solberg"));
  const student = await desk.enter(await desk.add("student", "Gabriel Sousa"));
  const title = "My heart races on the tram";
  const ticketId = await askForHelp(student.page, { title });
  await openFromQueue(counselor.page, "Unclaimed", title);
  await claim(counselor.page);
  await expect(student.page.getByText("Claimed", { exact: true }).first()).toBeVisible();

  const leader = student.page;
  const tabs = [leader, await student.tab(`/tickets/${ticketId}`), await student.tab(`/tickets/${ticketId}`)];
  const [, second, third] = tabs as [Page, Page, Page];
  for (const tab of tabs) await student.synced(tab);

  const words = tabs.map((_, tab) => [1, 2, 3, 4].map((count) => `tab ${tab + 1} says ${count}`));
  // In turn, as one person writes: the tabs share one draft.
  for (const count of [0, 1, 2, 3]) {
    for (const [index, tab] of tabs.entries()) await say(tab, words[index]?.[count] ?? "");
  }
  for (const tab of tabs) await student.synced(tab);
  for (const each of words.flat()) await expect(message(counselor.page, each)).toBeVisible();

  // The server hears the message, its answer never comes, and the tab that waits for it is closed.
  student.wire.holdAnswers();
  await say(second, "said while the leader closes");
  const bodies = async () =>
    (await entriesOnServer(desk.server.dataDir, "chat", ticketId)).flatMap((entry) =>
      entry.type === "chat.message" ? [entry.body] : [],
    );
  await expect.poll(bodies).toContain("said while the leader closes");
  await expect(message(third, "said while the leader closes")).toContainText(/Sending|Waiting to be sent/);
  await leader.close();

  for (const tab of [second, third]) {
    await student.synced(tab);
    await expect(message(tab, "said while the leader closes")).not.toContainText(/Sending|Waiting/);
  }
  await say(third, "and the next one");
  await expect.poll(bodies).toContain("and the next one");
  const onServer = await bodies();
  expect([...onServer].sort()).toEqual(
    [...words.flat(), "said while the leader closes", "and the next one"].sort(),
  );
  const conversation = async (page: Page) =>
    (await page.getByRole("region", { name: "Conversation" }).getByRole("paragraph").allInnerTexts()).filter(
      (text) => onServer.includes(text),
    );
  for (const page of [second, third, counselor.page]) {
    await expect.poll(() => conversation(page)).toEqual(onServer);
  }
});
