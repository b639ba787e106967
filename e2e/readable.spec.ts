import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { demoPassword } from "../sync-server/demo/demo-people.ts";
import { expect, test } from "./desk.ts";
import type { Person } from "./server-data.ts";

/** The smallest phone that WCAG 2.2 asks for (1.4.10 Reflow), and a counselor's laptop. */
const phone = { width: 320, height: 640 };
const laptop = { width: 1440, height: 900 };

test.use({ serverMain: "sync-server/demo/main.ts" });

for (const colorScheme of ["light", "dark"] as const) {
  test(`before the sign-in, ${colorScheme}`, async ({ desk }) => {
    const { page, goto } = await lookAround(desk, null, { colorScheme, viewport: phone });
    for (const path of ["/sign-in", "/sign-up", "/setup", "/invitation", "/reset-password", "/crisis"]) {
      await goto(path);
      await isReadable(page, path);
    }
    await goto("/sign-up");
    await page.getByLabel("Name").fill("Nour Aziz");
    await page.getByLabel("E-mail address").fill("nour.aziz@campus.example");
    await page.getByLabel("Password").first().fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByRole("heading", { name: "Waiting for approval" })).toBeVisible();
    await isReadable(page, "/waiting");
  });

  test(`a student's screens, ${colorScheme}`, async ({ desk }) => {
    const student = demoPerson("Amara Okafor", "student");
    const { page, goto } = await lookAround(desk, student, { colorScheme, viewport: phone });
    await page.getByRole("article").first().waitFor();
    await isReadable(page, "my tickets");
    await goto("/ask");
    await page.getByRole("radio", { name: "Crisis" }).check();
    await isReadable(page, "asking for help in a crisis");
    await goto("/");
    await page
      .getByRole("link", { name: "My flatmates no longer talk to me" })
      .or(page.getByRole("article").getByRole("link"))
      .last()
      .click();
    await page.getByRole("tab", { name: /Conversation|Request/ }).waitFor();
    await isReadable(page, "conversation");
    await page.getByRole("tab", { name: "Details" }).click();
    await isReadable(page, "details");
    await goto("/settings");
    await isReadable(page, "settings");
  });

  for (const viewport of [phone, laptop]) {
    test(`a counselor's screens, ${colorScheme}, ${viewport.width} px`, async ({ desk }) => {
      const counselor = demoPerson("Ingrid Solberg", "counselor");
      const { page, goto } = await lookAround(desk, counselor, { colorScheme, viewport });
      for (const view of ["unclaimed", "mine", "crisis", "today", "waiting-for-me", "closed"]) {
        await goto(`/queue/${view}`);
        await page.getByRole("main").getByRole("list").getByRole("link").first().waitFor();
        await isReadable(page, view);
      }
      await goto("/queue/unclaimed");
      await page.getByRole("main").getByRole("list").getByRole("link").first().click();
      await page.getByRole("button", { name: "Claim" }).waitFor();
      await isReadable(page, "a ticket that nobody has");
      await goto("/queue/today");
      await page.getByRole("main").getByRole("list").getByRole("link").first().click();
      await page.getByLabel("Message", { exact: true }).waitFor();
      await isReadable(page, "conversation");
      const address = new URL(page.url());
      const ticket = `${address.pathname}${address.search}`;
      await goto(`${ticket}&pane=details`);
      await page.getByRole("region", { name: "History" }).waitFor();
      await isReadable(page, "details");
      await page.getByRole("button", { name: "Reschedule" }).click();
      await page.getByRole("dialog").waitFor();
      await isReadable(page, "schedule");
      await goto(`${ticket}&pane=notes`);
      await page.getByRole("textbox", { name: "Case notes" }).waitFor();
      await isReadable(page, "notes");
      await goto("/tray");
      await page.getByText("Everything was accepted").waitFor();
      await isReadable(page, "tray");
      await goto("/settings");
      await page.getByRole("heading", { level: 1 }).waitFor();
      await isReadable(page, "settings");
      await page.keyboard.press("ControlOrMeta+k");
      await page.getByRole("dialog").waitFor();
      await isReadable(page, "palette");
    });

    test(`an admin's screens, ${colorScheme}, ${viewport.width} px`, async ({ desk }) => {
      const admin = demoPerson("Ruth Mwangi", "admin");
      const { page, goto } = await lookAround(desk, admin, { colorScheme, viewport });
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
      await page.getByRole("heading", { level: 1 }).waitFor();
      await isReadable(page, "settings");
    });
  }
}

/** Nothing serious for axe, and nothing to scroll sideways for. */
async function isReadable(page: Page, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`,
    );
  expect.soft(serious, screen).toEqual([]);
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(sideways, `${screen}: pixels to scroll sideways`).toBeLessThanOrEqual(0);
}

type Desk = Parameters<Parameters<typeof test>[2]>[0]["desk"];
type Look = { colorScheme: "light" | "dark"; viewport: { width: number; height: number } };

/** A browser that animates nothing: axe would judge colours half way. */
async function lookAround(desk: Desk, person: Person | null, look: Look) {
  const options = { ...look, reducedMotion: "reduce" as const };
  const device = person === null ? await desk.visit("/", options) : await desk.enter(person, options);
  const goto = async (path: string) => {
    await device.goto(path);
    await device.page.getByRole("heading", { level: 1 }).or(device.page.getByRole("main")).first().waitFor();
    if (person !== null) await device.synced();
  };
  return { page: device.page, goto };
}

function demoPerson(name: string, role: Person["role"]): Person {
  const email = `${name.toLowerCase().replaceAll(" ", ".")}@campus.example`;
  return { id: "", name, email, password: demoPassword, role };
}
