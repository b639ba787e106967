import type { Page } from "@playwright/test";
import { askForHelp, claim, message, openFromQueue, say } from "./acts.ts";
import { expect, test } from "./desk.ts";
import { storageOf } from "./storage.ts";

/** Room for the app's databases and some tickets, bytes. */
const room = 3_000_000;
const patience = { timeout: 30_000 };

function fullBanner(page: Page) {
  const banners = page.getByRole("region", { name: "Connection and updates" });
  return banners.getByRole("alert").filter({ hasText: "This device is full" });
}

test("[R10] a device that fills up loses no word, says what to do, and goes on when there is room", async ({
  desk,
}) => {
  const student = await desk.visit("/healthz");
  const storage = await storageOf(student.context, student.wire.url);
  await storage.limit(room);
  const person = await desk.add("student", "Ida Holm");
  const counselor = await desk.enter(await desk.add("counselor", "Per Lund"));
  await student.context.request.post(`${student.wire.url}/api/auth/sign-in/email`, {
    data: { email: person.email, password: person.password, rememberMe: true },
    headers: { origin: student.wire.url },
  });

  // The first sync of a device that is already full.
  await storage.fill();
  await student.goto("/");
  await expect(fullBanner(student.page)).toBeVisible(patience);
  await storage.limit(2 * room);
  await expect(fullBanner(student.page)).toBeHidden(patience);
  await student.synced();
  const { page } = student;
  const id = await askForHelp(page, { title: "Too much at once" });
  await student.synced();
  await openFromQueue(counselor.page, "Unclaimed", "Too much at once");
  await claim(counselor.page);
  await say(counselor.page, "Hello Ida, I am here.");
  await expect(message(page, "Hello Ida, I am here.")).toBeVisible(patience);

  await storage.fill();
  const composer = page.getByLabel("Message", { exact: true });
  await composer.fill("It is my exams.");
  await composer.press("Enter");
  await expect(page.getByText("This device is full, so this could not be kept.")).toBeVisible(patience);
  await expect(composer).toHaveValue("It is my exams.");
  await expect(message(page, "It is my exams.")).toBeHidden();
  await expect(fullBanner(page)).toBeVisible();

  await page.getByLabel("Files to attach").setInputFiles({
    name: "plan.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("Monday: maths. ".repeat(2_000)),
  });
  await expect(page.getByText(/plan\.txt could not be kept: this device is full/)).toBeVisible(patience);

  // What others write cannot be stored: that is said and not passed over.
  await say(counselor.page, "Take your time.");
  await expect(page.getByText("device is full", { exact: true })).toBeVisible(patience);
  await expect(composer).toHaveValue("It is my exams.");

  await storage.limit(null);
  await expect(message(page, "Take your time.")).toBeVisible(patience);
  await expect(fullBanner(page)).toBeHidden(patience);
  await composer.press("Enter");
  await expect(message(counselor.page, "It is my exams.")).toBeVisible(patience);
  await student.synced();
  expect(page.url()).toContain(id);
});
