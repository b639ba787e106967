import {
  askForHelp,
  claim,
  confirm,
  daysFromNow,
  message,
  note,
  openFromQueue,
  openNotes,
  press,
  say,
  schedule,
} from "./acts.ts";
import { expect, test } from "./desk.ts";
import { entriesOnServer, notesOnServer } from "./server-data.ts";

test("a counselor's whole day offline, the app closed and opened in between, arrives in order", async ({
  desk,
}) => {
  const student = await desk.enter(await desk.add("student", "Carla Rossi"));
  const titles = ["Two jobs at once", "Homesick", "Which subject?"] as const;
  const ids: string[] = [];
  for (const title of titles) ids.push(await askForHelp(student.page, { title }));
  await student.synced();
  const [jobs, home, subject] = ids as [string, string, string];

  const counselor = await desk.install(await desk.add("counselor", "Tomas Rivera"));
  await openFromQueue(counselor.page, "Unclaimed", titles[2]);
  await claim(counselor.page);
  await counselor.synced();

  await counselor.offline();
  await openFromQueue(counselor.page, "Unclaimed", titles[0]);
  await claim(counselor.page);
  await say(counselor.page, "First: thank you for writing.");
  await say(counselor.page, "Second: what does your week look like?");
  await openFromQueue(counselor.page, "Unclaimed", titles[1]);
  await claim(counselor.page);
  await schedule(counselor.page, { day: daysFromNow(1), time: "09:30" });
  await openFromQueue(counselor.page, "Mine", titles[2]);
  await openNotes(counselor.page);
  await note(counselor.page, "Draws since childhood.");
  await expect(counselor.page.getByText("Kept on this device. Waiting to be sent.")).toBeVisible();

  await counselor.restarted("/", { offline: true });
  await expect(counselor.page.getByText(/^offline since/)).toBeVisible();
  await openFromQueue(counselor.page, "Mine", titles[0]);
  await expect(message(counselor.page, "First: thank you for writing.")).toContainText("Waiting to be sent");
  await say(counselor.page, "Third: see you soon.");
  await openFromQueue(counselor.page, "Mine", titles[1]);
  await press(counselor.page, "Close ticket");
  await confirm(counselor.page, "Close ticket", { label: "Outcome", choice: "Referred elsewhere" });
  await openFromQueue(counselor.page, "Mine", titles[2]);
  await openNotes(counselor.page);
  await expect(counselor.page.getByRole("textbox", { name: "Case notes" })).toContainText(
    "Draws since childhood.",
  );
  await note(counselor.page, "Open day in January.");

  await counselor.online();
  await counselor.synced();
  const { dataDir } = desk.server;
  const types = async (id: string) => (await entriesOnServer(dataDir, "ticket", id)).map(({ type }) => type);
  expect(await types(jobs)).toEqual(["ticket.opened", "ticket.claimed"]);
  expect(await types(home)).toEqual([
    "ticket.opened",
    "ticket.claimed",
    "session.scheduled",
    "ticket.closed",
  ]);
  const chat = await entriesOnServer(dataDir, "chat", jobs);
  expect(chat.flatMap((entry) => (entry.type === "chat.message" ? [entry.body] : []))).toEqual([
    "First: thank you for writing.",
    "Second: what does your week look like?",
    "Third: see you soon.",
  ]);
  await expect
    .poll(() => notesOnServer(dataDir, subject))
    .toMatch(/Draws since childhood\..*Open day in January\./);
  await expect(counselor.page.getByText(/not accepted/)).toBeHidden();
  await student.page.goto(`${student.wire.url}/tickets/${jobs}`);
  await expect(message(student.page, "Third: see you soon.")).toBeVisible();
});
