import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { demoPassword } from "../sync-server/demo/demo-people.ts";
import { expect, test } from "./desk.ts";
import type { Person } from "./server-data.ts";

/** The smallest phone that WCAG 2.2 asks for (1.4.10 Reflow) by day and by night, and a counselor's laptop. */
const looks = [
  { width: 320, height: 640, colorScheme: "light" },
  { width: 320, height: 640, colorScheme: "dark" },
  { width: 1440, height: 900, colorScheme: "light" },
] as const;

test.use({ serverMain: "sync-server/demo/main.ts" });

test("before the sign-in", async ({ desk }) => {
  const { page, goto } = await lookAround(desk, null);
  for (const path of ["/sign-in", "/sign-up", "/setup", "/invitation", "/reset-password", "/crisis"]) {
    await goto(path);
    await isReadable(page, path);
  }
  await goto("/sign-up");
  await page.getByLabel("Your name").fill("Nour Aziz");
  await page.getByLabel("E-mail address").fill("nour.aziz@campus.example");
  await page.getByRole("textbox", { name: "Password" }).fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Waiting for approval" })).toBeVisible();
  await isReadable(page, "/waiting");
});

test("a student's screens", async ({ desk }) => {
  const { page, goto } = await lookAround(desk, demoPerson("Amara Okafor", "student"));
  await page.getByRole("article").first().waitFor();
  await isReadable(page, "my tickets");
  await goto("/ask");
  await page.getByRole("radio", { name: "Crisis" }).check();
  await isReadable(page, "asking for help in a crisis");
  await goto("/");
  await page.getByRole("article").getByRole("link").first().click();
  await page.getByLabel("Message", { exact: true }).waitFor();
  await isReadable(page, "conversation");
  await goto(`${addressOf(page)}?pane=details`);
  await page.getByRole("region", { name: "Who opened my record" }).waitFor();
  await isReadable(page, "details");
  await goto("/tray");
  await page.getByText("Everything was accepted").waitFor();
  await isReadable(page, "tray");
  await goto("/settings");
  await isReadable(page, "settings");
});

test("a counselor's queue", async ({ desk }) => {
  const { page, goto } = await lookAround(desk, demoPerson("Ingrid Solberg", "counselor"));
  const rows = page.getByRole("main").getByRole("list").getByRole("link");
  for (const view of ["mine", "today", "unclaimed"]) {
    await goto(`/queue/${view}`);
    await rows.first().waitFor();
    await isReadable(page, view);
  }
  await page.getByRole("searchbox").fill("no such words");
  await page.getByText("Nothing found").waitFor();
  await isReadable(page, "nothing found");
  await goto("/settings");
  await isReadable(page, "settings");
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("dialog").waitFor();
  await isReadable(page, "palette");
});

test("a counselor's ticket", async ({ desk }) => {
  const { page, goto } = await lookAround(desk, demoPerson("Ingrid Solberg", "counselor"));
  const rows = page.getByRole("main").getByRole("list").getByRole("link");
  await goto("/queue/unclaimed");
  await rows.first().click();
  await page.getByRole("button", { name: "Claim" }).waitFor();
  await isReadable(page, "a ticket that nobody has");
  await goto("/queue/today");
  await rows.first().click();
  await page.getByLabel("Message", { exact: true }).waitFor();
  await isReadable(page, "conversation");
  const ticket = addressOf(page);
  await goto(`${ticket}?pane=details`);
  await page.getByRole("region", { name: "History" }).waitFor();
  await isReadable(page, "details");
  await page.getByRole("button", { name: "Reschedule" }).click();
  await page.getByRole("dialog").waitFor();
  await isReadable(page, "schedule");
  await goto(`${ticket}?pane=notes`);
  await page.getByRole("textbox", { name: "Case notes" }).waitFor();
  await isReadable(page, "notes");
});

test("an admin's screens", async ({ desk }) => {
  const { page, goto } = await lookAround(desk, demoPerson("Ruth Mwangi", "admin"));
  await page.getByRole("table").waitFor();
  await isReadable(page, "oversight");
  await page
    .getByRole("button", { name: /^Actions on the ticket of/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Emergency access…" }).click();
  await page.getByRole("dialog").waitFor();
  await isReadable(page, "emergency access");
  await goto("/people");
  await page.getByText("Amara Okafor").first().waitFor();
  await isReadable(page, "people");
  await page.getByRole("button", { name: "Invite" }).first().click();
  await page.getByRole("dialog").waitFor();
  await isReadable(page, "invite");
  await goto("/settings");
  await isReadable(page, "settings");
});

/** Nothing serious for axe, and nothing to scroll sideways for, in any look. */
async function isReadable(page: Page, screen: string): Promise<void> {
  for (const { colorScheme, width, height } of looks) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    const where = `${screen}, ${width} px, ${colorScheme}`;
    const { violations } = await new AxeBuilder({ page })
      // There are no frames here, and this way no second page is opened to join their results.
      .setLegacyMode()
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
      .analyze();
    const serious = violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`,
      );
    expect.soft(serious, where).toEqual([]);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(sideways, `${where}: pixels to scroll sideways`).toBeLessThanOrEqual(0);
  }
}

type Desk = Parameters<Parameters<typeof test>[2]>[0]["desk"];

async function lookAround(desk: Desk, person: Person | null) {
  const device = person === null ? await desk.visit("/") : await desk.enter(person);
  const goto = async (path: string) => {
    await device.goto(path);
    await device.page.getByRole("heading", { level: 1 }).first().waitFor();
  };
  return { page: device.page, goto };
}

/** Where the page is, without its search. */
function addressOf(page: Page): string {
  return new URL(page.url()).pathname;
}

function demoPerson(name: string, role: Person["role"]): Person {
  const email = `${name.toLowerCase().replaceAll(" ", ".")}@campus.example`;
  return { id: "", name, email, password: demoPassword, role };
}
