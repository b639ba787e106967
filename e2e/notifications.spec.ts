import AxeBuilder from "@axe-core/playwright";
import type { CDPSession } from "@playwright/test";
import { askForHelp, claim, queueRow } from "./acts.ts";
import { expect, test } from "./desk.ts";

type Registration = { registrationId: string; scopeURL: string };
type Shown = { eventName: string; eventMetadata: { key: string; value: string }[] };

/** Chromium's id of the app's worker. */
async function registrationOf(cdp: CDPSession): Promise<string> {
  const found = new Promise<string>((resolve) => {
    cdp.on(
      "ServiceWorker.workerRegistrationUpdated",
      ({ registrations }: { registrations: Registration[] }) => {
        const [first] = registrations;
        if (first !== undefined) resolve(first.registrationId);
      },
    );
  });
  await cdp.send("ServiceWorker.enable");
  return found;
}

test("[O9] a push message is shown by the worker, in neutral words whatever it holds", async ({ desk }) => {
  const device = await desk.install(await desk.add("student", "Amara Okafor"));
  const { context, page, wire } = device;
  await context.grantPermissions(["notifications"], { origin: wire.url });
  const cdp = await context.newCDPSession(page);
  const shown: string[] = [];
  cdp.on(
    "BackgroundService.backgroundServiceEventReceived",
    ({ backgroundServiceEvent }: { backgroundServiceEvent: Shown }) => {
      shown.push(JSON.stringify(backgroundServiceEvent));
    },
  );
  await cdp.send("BackgroundService.startObserving", { service: "notifications" });
  await cdp.send("BackgroundService.setRecording", { shouldRecord: true, service: "notifications" });
  const registrationId = await registrationOf(cdp);
  const push = (data: string) =>
    cdp.send("ServiceWorker.deliverPushMessage", { origin: wire.url, registrationId, data });

  await push(JSON.stringify({ v: 1, text: "update" }));
  await expect.poll(() => shown.join()).toContain("You have an update.");
  await push(JSON.stringify({ v: 1, text: "urgent" }));
  await expect.poll(() => shown.join()).toContain("Something urgent is waiting.");
  await push(JSON.stringify({ title: "Amara Okafor", body: "I cannot sleep" }));
  await expect
    .poll(() => shown.filter((event) => event.includes("You have an update.")).length)
    .toBeGreaterThan(1);
  expect(shown.join()).not.toContain("Amara");
  expect(shown.join()).not.toContain("I cannot sleep");
});

test("the bell says who did what, is read on one's own ticket, and stays there offline", async ({ desk }) => {
  const student = await desk.enter(await desk.add("student", "Amara Okafor"));
  const counselor = await desk.enter(await desk.add("counselor", "Ingrid Solberg"));
  const title = "I cannot sleep before the exam";
  await askForHelp(student.page, { title });
  await student.page.getByRole("link", { name: "My tickets" }).first().click();
  await queueRow(counselor.page, title).click();
  await claim(counselor.page);
  const bell = student.page.getByRole("button", { name: /^Notifications/ });
  await expect(bell).toHaveAccessibleName("Notifications, 1 unread", { timeout: 20_000 });
  await student.offline();
  await bell.click();
  const told = student.page.getByRole("button", { name: /Ingrid Solberg is your counselor now/ });
  await expect(told).toBeVisible();
  await told.click();
  await expect(student.page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(bell).toHaveAccessibleName("Notifications");
  await student.online();
  await student.synced();
  await student.page.reload();
  await expect(bell).toHaveAccessibleName("Notifications");
});

test("[O5] a crisis rings with every counselor, and says who took it", async ({ desk }) => {
  const student = await desk.enter(await desk.add("student", "Amara Okafor"));
  const ingrid = await desk.enter(await desk.add("counselor", "Ingrid Solberg"));
  const tomas = await desk.enter(await desk.add("counselor", "Tomas Vega"));
  const title = "Please, now";
  await askForHelp(student.page, { title, urgency: "Crisis" });
  const bell = ingrid.page.getByRole("button", { name: /^Notifications/ });
  await expect(bell).toHaveAccessibleName("Notifications, 1 unread", { timeout: 20_000 });
  await queueRow(tomas.page, title).click();
  await claim(tomas.page);
  await bell.click();
  await expect(ingrid.page.getByText("Tomas Vega has taken the crisis")).toBeVisible({ timeout: 20_000 });
});

test("how one is reached: what is not set up says so, choices are kept, and a feed is made and ended", async ({
  desk,
}) => {
  const { page, context } = await desk.enter(await desk.add("counselor", "Ingrid Solberg"));
  await page.goto(`${new URL(page.url()).origin}/settings`);
  const section = page.getByRole("region", { name: "Notifications", exact: true });
  await expect(section.getByText("Not set up on this campus.")).toHaveCount(2);
  await section.getByRole("switch", { name: "I am on call" }).click();
  await expect(section.getByRole("switch", { name: "I am on call" })).toBeChecked();
  await section.getByRole("switch", { name: "Quiet hours" }).click();
  await section.getByLabel("From").fill("21:30");
  await section.getByRole("button", { name: "Save what reaches you" }).click();
  await expect(section.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(section.getByLabel("From")).toHaveValue("21:30");
  await expect(section.getByRole("switch", { name: "I am on call" })).toBeChecked();

  const calendar = page.getByRole("region", { name: "Calendar" });
  await calendar.getByRole("button", { name: "Make a feed" }).click();
  const address = await calendar.getByRole("textbox", { name: "Its address" }).inputValue();
  const fetched = await context.request.get(address);
  expect(fetched.status()).toBe(200);
  expect(await fetched.text()).toContain("BEGIN:VCALENDAR");
  await calendar.getByRole("button", { name: "End the feed" }).click();
  await expect(calendar.getByText("There is none.")).toBeVisible();
  expect((await context.request.get(address)).status()).toBe(404);

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 700 });
    const { violations } = await new AxeBuilder({ page }).include("#main").analyze();
    expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  }
});
