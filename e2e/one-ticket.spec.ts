import {
  askForHelp,
  claim,
  confirm,
  daysFromNow,
  historyOn,
  message,
  press,
  queueRow,
  say,
  schedule,
  showsStatus,
} from "./acts.ts";
import { expect, test } from "./desk.ts";
import { entriesOnServer } from "./server-data.ts";

/** The promise: a second between the server's "accepted" and the other person's screen. */
const seenWithinMs = 1_000;

test("a ticket's whole life, seen by both sides as it happens", async ({ desk }) => {
  const student = await desk.enter(await desk.add("student", "Amara Okafor"));
  const counselor = await desk.enter(await desk.add("counselor", "Ingrid Solberg"));
  const title = "I cannot sleep before the exam";
  const [theirs, mine] = [student.page, counselor.page];
  await expect(mine.getByText("Nobody is waiting")).toBeVisible();
  let reloads = 0;
  mine.on("framenavigated", (frame) => {
    if (frame === mine.mainFrame() && !mine.url().includes("/tickets/")) reloads++;
  });

  const ticketId = await askForHelp(theirs, { title, words: "For two weeks now.", how: "Video call" });
  await student.synced();
  await expect(queueRow(mine, title)).toBeVisible({ timeout: seenWithinMs });
  expect(reloads).toBe(0);
  await queueRow(mine, title).click();
  await showsStatus(mine, title, "Open");
  await showsStatus(theirs, title, "Open");
  await expect(mine.getByText("For two weeks now.").first()).toBeVisible();

  await claim(mine);
  await showsStatus(mine, title, "Claimed");
  await showsStatus(theirs, title, "Claimed");

  await say(mine, "Good that you write. How are your evenings?");
  await expect(message(theirs, "Good that you write. How are your evenings?")).toBeVisible();
  await say(theirs, "Full of flash cards.");
  await expect(message(mine, "Full of flash cards.")).toBeVisible();
  await expect(message(theirs, "Full of flash cards.")).toContainText("Seen");

  await schedule(mine, { day: daysFromNow(3), time: "14:00", link: "https://meet.example/room" });
  await showsStatus(mine, title, "Scheduled");
  await showsStatus(theirs, title, "Scheduled");
  await expect(theirs.getByRole("region", { name: "Session" })).toContainText("Video call, 50 minutes");
  await expect(theirs.getByRole("region", { name: "Session" })).toContainText("Join opens");

  await press(mine, "Start");
  await showsStatus(theirs, title, "In session");
  await showsStatus(mine, title, "In session");

  await press(mine, "Complete");
  await confirm(mine, "Complete", { label: "Attendance", choice: "Attended" });
  await showsStatus(mine, title, "Completed");
  await showsStatus(theirs, title, "Completed");

  await press(mine, "Close ticket");
  await confirm(mine, "Close ticket", { label: "Outcome", choice: "Helped" });
  await showsStatus(mine, title, "Closed");
  await showsStatus(theirs, title, "Closed");
  await expect(theirs.getByLabel("Message", { exact: true })).toBeHidden();

  await press(theirs, "Reopen");
  await showsStatus(theirs, title, "Claimed");
  await showsStatus(mine, title, "Claimed");
  await student.synced();

  const deeds = [
    "claimed this ticket",
    "scheduled a session",
    "started the session",
    "completed the session",
  ];
  const said = (history: string[]) => history.map((line) => line.split(":")[0]);
  await expect
    .poll(async () => said(await historyOn(mine)))
    .toEqual([
      "Amara Okafor opened this ticket",
      ...deeds.map((deed) => `You ${deed}`),
      "You closed this ticket",
      "Amara Okafor reopened this ticket",
    ]);
  await expect
    .poll(async () => said(await historyOn(theirs)))
    .toEqual([
      "You opened this ticket",
      ...deeds.map((deed) => `Ingrid Solberg ${deed}`),
      "Ingrid Solberg closed this ticket",
      "You reopened this ticket",
    ]);

  const log = await entriesOnServer(desk.server.dataDir, "ticket", ticketId);
  expect(log.map(({ type }) => type)).toEqual([
    "ticket.opened",
    "ticket.claimed",
    "session.scheduled",
    "session.started",
    "session.completed",
    "ticket.closed",
    "ticket.reopened",
  ]);
});
