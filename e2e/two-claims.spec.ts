import {
  askForHelp,
  claim,
  daysFromNow,
  message,
  openFromQueue,
  queueRow,
  say,
  schedule,
  trayOn,
} from "./acts.ts";
import { expect, test } from "./desk.ts";
import { entriesOnServer } from "./server-data.ts";

test("two counselors claim one ticket offline: one has it, the other finds everything in the tray", async ({
  desk,
}) => {
  const student = await desk.enter(await desk.add("student", "Bao Nguyen"));
  const title = "Behind in two courses";
  const ticketId = await askForHelp(student.page, { title });
  await student.synced();
  const first = await desk.enter(await desk.add("counselor", "Leila Haddad"));
  const second = await desk.enter(await desk.add("counselor", "Kenji Watanabe"));
  for (const counselor of [first, second]) {
    await expect(queueRow(counselor.page, title)).toBeVisible();
    await counselor.offline();
    await openFromQueue(counselor.page, "Unclaimed", title);
    await claim(counselor.page);
    await expect(counselor.page.getByText("Claiming when you are back online")).toBeVisible();
  }
  await schedule(second.page, { day: daysFromNow(2), time: "10:00", link: "https://meet.example/kenji" });
  await say(second.page, "I have time for you on Tuesday.");
  await expect(message(second.page, "I have time for you on Tuesday.")).toContainText("Waiting to be sent");

  await first.online();
  await first.synced();
  await expect(first.page.getByText("Claiming")).toBeHidden();
  await second.online();
  await expect(second.page.getByText("You did not get this ticket")).toBeVisible();
  await second.synced();
  await expect(second.page).toHaveURL(/\/queue\/unclaimed$/);
  await expect(second.page.getByText("Nobody is waiting")).toBeVisible();

  const tray = await trayOn(second.page);
  expect(tray).toHaveLength(4);
  for (const item of tray) expect(item).toMatch(/Not accepted:\s+Leila Haddad claimed this ticket/);
  expect(tray.filter((item) => item.startsWith("Did not count: You claimed this ticket"))).toHaveLength(1);
  expect(tray.filter((item) => item.startsWith("Did not count: You scheduled a session"))).toHaveLength(1);
  expect(tray.filter((item) => item.includes("https://meet.example/kenji"))).toHaveLength(1);
  expect(tray.filter((item) => item.includes("I have time for you on Tuesday."))).toHaveLength(1);

  await say(first.page, "Hello, I am Leila.");
  await expect(message(student.page, "Hello, I am Leila.")).toBeVisible();
  await first.synced();
  const { dataDir } = desk.server;
  const claims = (await entriesOnServer(dataDir, "ticket", ticketId)).filter(
    ({ type }) => type === "ticket.claimed",
  );
  expect(claims.map(({ by }) => by)).toEqual([first.person?.id]);
  const chat = await entriesOnServer(dataDir, "chat", ticketId);
  expect(chat.filter(({ by }) => by === second.person?.id)).toEqual([]);
});
