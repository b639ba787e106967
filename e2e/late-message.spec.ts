import { askForHelp, claim, message, queueRow, say } from "./acts.ts";
import { expect, test } from "./desk.ts";

const phone = { viewport: { width: 390, height: 844 } };

test("[D13] [D15] what was written offline and comes behind words that were read is new, in the queue and in the chat", async ({
  desk,
}) => {
  const student = await desk.enter(await desk.add("student", "Amara Okafor"));
  const counselor = await desk.enter(await desk.add("counselor", "Ingrid Solberg"), phone);
  const title = "I cannot sleep before the exam";
  // A message is not believed to be older than its ticket.
  await student.page.clock.setFixedTime(Date.now() - 600_000);
  await askForHelp(student.page, { title });
  await student.synced();
  await student.page.clock.setSystemTime(Date.now());
  await queueRow(counselor.page, title).click();
  await claim(counselor.page);
  await say(counselor.page, "How are your evenings?");
  await expect(message(student.page, "How are your evenings?")).toBeVisible();

  // The student's clock: five minutes ago they were in a tunnel.
  await student.offline();
  await student.page.clock.setFixedTime(Date.now() - 300_000);
  await say(student.page, "Full of flash cards.");
  await say(counselor.page, "Write when you can.");
  await say(counselor.page, "I am here until six.");
  await counselor.synced();
  await counselor.goto("/queue/mine");
  await expect(queueRow(counselor.page, title)).toBeVisible();
  await student.page.clock.setSystemTime(Date.now());
  await student.online();

  const row = queueRow(counselor.page, title);
  await expect(row).toContainText("1 unread");
  await row.click();
  await expect(message(counselor.page, "Full of flash cards.")).toContainText(/Written .+, arrived /);
  await expect(counselor.page.getByText("New", { exact: true })).toBeVisible();
  await counselor.goto("/queue/mine");
  await expect(row).toBeVisible();
  await expect(row).not.toContainText("unread");
});
