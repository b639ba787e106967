import { StandInGoogle, standInClient } from "../sync-server/meetings/stand-in/google.ts";
import { askForHelp, claim, confirm, daysFromNow, queueRow, schedule, showsStatus } from "./acts.ts";
import { test as base, expect } from "./desk.ts";

/** The server asks for links some seconds after the session, so that a pasted one can arrive first. */
const linkWithinMs = 20_000;

const test = base.extend<{ google: StandInGoogle }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants it so
  google: async ({}, use) => {
    const google = new StandInGoogle();
    await google.start();
    await use(google);
    await google.stop();
  },
  serverEnv: async ({ google }, use) =>
    use({
      GOOGLE_ENDPOINT: google.url,
      GOOGLE_CLIENT_ID: standInClient.clientId,
      GOOGLE_CLIENT_SECRET: standInClient.clientSecret,
    }),
});

test("a session scheduled offline has its Google Meet link on both screens after the reconnect", async ({
  desk,
  google,
}) => {
  const student = await desk.enter(await desk.add("student", "Amara Okafor"));
  const counselor = await desk.enter(await desk.add("counselor", "Ingrid Solberg"));
  const [theirs, mine] = [student.page, counselor.page];

  await counselor.goto("/settings");
  await mine.getByRole("button", { name: "Connect Google" }).click();
  await expect(mine.getByText("Your Google account is connected.", { exact: false })).toBeVisible();
  await expect(mine.getByText("Connected as visitor@gmail.example.")).toBeVisible();

  const title = "I cannot sleep before the exam";
  await askForHelp(theirs, { title, how: "Video call" });
  await student.synced();
  await counselor.goto("/");
  await queueRow(mine, title).click();
  await claim(mine);
  await counselor.synced();

  await counselor.offline();
  await mine.getByRole("button", { name: "Schedule a session" }).click();
  await expect(mine.getByRole("dialog")).toContainText(/A Google Meet link is made|Only the two of you/);
  await mine.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await schedule(mine, { day: daysFromNow(3), time: "14:00" });
  expect(google.standing()).toEqual([]);
  await counselor.online();
  await counselor.synced();
  await showsStatus(theirs, title, "Scheduled");

  for (const page of [theirs, mine]) {
    const link = page.getByRole("link", { name: /^https:\/\/meet\.google\.com\// });
    await expect(link).toBeVisible({ timeout: linkWithinMs });
  }
  const [event] = google.standing();
  expect(event).toMatchObject({ summary: "Appointment", calendar: "visitor@gmail.example" });

  await mine.getByRole("button", { name: "Cancel session" }).click();
  await confirm(mine, "Cancel the session", { label: "Why", choice: "Illness" });
  await expect.poll(() => google.standing().length).toBe(0);
});

test("a link that cannot be made is said in words, and one is pasted instead", async ({ desk }) => {
  const student = await desk.enter(await desk.add("student", "Amara Okafor"));
  const counselor = await desk.enter(await desk.add("counselor", "Ingrid Solberg"));
  const [theirs, mine] = [student.page, counselor.page];
  const title = "A word about my thesis";
  await askForHelp(theirs, { title, how: "Video call" });
  await student.synced();
  await queueRow(mine, title).click();
  await claim(mine);
  await schedule(mine, { day: daysFromNow(2), time: "10:00" });
  const session = mine.getByRole("region", { name: "Session" });
  await expect(session).toContainText("Your Google account is not connected.", { timeout: linkWithinMs });
  await expect(theirs.getByRole("region", { name: "Session" })).toContainText("could not be made");
  await session.getByRole("button", { name: "Paste a link instead" }).click();
  const dialog = mine.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Meeting link" }).fill("http://meet.example/room");
  await dialog.getByRole("button", { name: "Use this link" }).click();
  await expect(dialog).toContainText("A link begins with https://");
  await dialog.getByRole("textbox", { name: "Meeting link" }).fill("https://meet.example/room");
  await dialog.getByRole("button", { name: "Use this link" }).click();
  await expect(theirs.getByRole("link", { name: "https://meet.example/room" })).toBeVisible();

  const admin = await desk.enter(await desk.add("admin", "Ada Admin"));
  await admin.goto("/settings");
  const gaveUp = admin.page.getByRole("region", { name: "What gave up" });
  await expect(gaveUp).toContainText("google-not-connected");
  await gaveUp.getByRole("button", { name: /^Run again/ }).click();
  // A pasted link is there now: run again, it has nothing left to do.
  await expect(gaveUp).toContainText("Nothing has given up.");
});
