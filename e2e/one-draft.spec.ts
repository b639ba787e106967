import { messageLimits } from "../shared/entries/chat-entries.ts";
import { askForHelp, message } from "./acts.ts";
import { expect, test } from "./desk.ts";

test("[T14][T15] a draft in two tabs: written in one, shown in the other, sent once", async ({ desk }) => {
  const student = await desk.enter(await desk.add("student", "Gabriel Sousa"));
  const ticketId = await askForHelp(student.page, { title: "My heart races on the tram" });
  await student.synced();
  const other = await student.tab(`/tickets/${ticketId}`);
  const here = student.page.getByLabel("Message", { exact: true });
  const there = other.getByLabel("Message", { exact: true });
  await here.pressSequentially("written here");
  await expect(there).toHaveValue("written here");
  await there.press("End");
  await there.pressSequentially(", and there");
  await expect(here).toHaveValue("written here, and there");
  await here.press("Enter");
  await expect(there).toHaveValue("");
  await there.press("Enter");
  await student.synced();
  await expect(message(other, "written here, and there")).toHaveCount(1);
  await expect(message(student.page, "written here, and there")).toHaveCount(1);

  const long = "a".repeat(messageLimits.body + 312);
  await here.fill(long);
  await here.press("Enter");
  await expect(student.page.getByText("312 characters too long.")).toBeVisible();
  await expect(here).toHaveValue(long);
  await expect(student.page.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
});
