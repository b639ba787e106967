import { expect, type Locator, type Page } from "@playwright/test";

/** What people do with the app, by the names that a screen reader says. */

export type Asked = { title: string; words?: string; urgency?: string; about?: string; how?: string };

/** Fills in the form and sends it. @returns the new ticket's id */
export async function askForHelp(page: Page, asked: Asked): Promise<string> {
  await page.getByRole("link", { name: "Ask for help" }).first().click();
  const { title, words = "", about = "Stress", urgency = "Medium", how = "Chat" } = asked;
  await page.getByRole("radio", { name: about }).check();
  await page.getByRole("radio", { name: urgency }).check();
  await page.getByRole("radio", { name: how }).check();
  await page.getByRole("textbox", { name: "In a few words" }).fill(title);
  await page.getByRole("textbox", { name: "What would you like to say?" }).fill(words);
  await page.getByRole("button", { name: /^(Send|Keep, and send)/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  return ticketIdOf(page);
}

/** The ticket that stands open on the screen. */
export function ticketIdOf(page: Page): string {
  const id = /\/tickets\/([0-9a-f-]{36})/.exec(page.url())?.[1];
  if (id === undefined) throw new Error(`no ticket is open at ${page.url()}`);
  return id;
}

/** The row of a ticket in the counselor's queue. */
export function queueRow(page: Page, title: string): Locator {
  return page.getByRole("listitem").getByRole("link", { name: title });
}

/** Opens a ticket from a view of the queue, such as "Mine". */
export async function openFromQueue(page: Page, view: string, title: string): Promise<void> {
  await page.getByRole("link", { name: "Queue", exact: true }).click();
  await page
    .getByRole("navigation", { name: "Views of the queue" })
    .getByRole("link", { name: new RegExp(`^${view}`) })
    .click();
  await queueRow(page, title).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

export async function claim(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Claim", exact: true }).click();
  await expect(page.getByRole("button", { name: "Claim", exact: true })).toBeHidden();
}

/** Writes a message and sends it with Enter; it stands in the conversation at once. */
export async function say(page: Page, words: string): Promise<void> {
  const composer = page.getByLabel("Message", { exact: true });
  await composer.fill(words);
  await composer.press("Enter");
  await expect(message(page, words)).toBeVisible();
}

/** One message in the conversation, with its marks. */
export function message(page: Page, words: string): Locator {
  // The queue beside it shows the newest words as well.
  const conversation = page.getByRole("region", { name: "Conversation", exact: true });
  return conversation.getByRole("listitem").filter({ has: page.getByText(words, { exact: true }) });
}

/** Plans a session on the open ticket, on some day to come. */
export async function schedule(
  page: Page,
  { day, time, link }: { day: string; time: string; link?: string },
) {
  await page.getByRole("button", { name: "Schedule a session" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Date").fill(day);
  await dialog.getByLabel("Time", { exact: true }).fill(time);
  if (link !== undefined) await dialog.getByRole("textbox", { name: "Meeting link" }).fill(link);
  await dialog.getByRole("button", { name: /^Schedule with/ }).click();
  await expect(dialog).toBeHidden();
}

/** A button of the ticket, in the row of actions or in the session's card. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** Answers the question that stands on the screen, with a reason where it asks for one. */
export async function confirm(page: Page, name: string, reason?: { label: string; choice: string }) {
  const dialog = page.getByRole("dialog");
  if (reason !== undefined) await dialog.getByLabel(reason.label).selectOption(reason.choice);
  await dialog.getByRole("button", { name, exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** The status in the head of the open ticket. */
export async function showsStatus(page: Page, title: string, status: string): Promise<void> {
  const head = page.locator("header").filter({ has: page.getByRole("heading", { level: 1, name: title }) });
  await expect(head.getByText(status, { exact: true })).toBeVisible();
}

/** What happened to the open ticket, oldest first, without the times. */
export async function historyOn(page: Page): Promise<string[]> {
  const items = page.getByRole("region", { name: /^(History|Who opened my record)$/ }).getByRole("listitem");
  return (await items.allInnerTexts()).map((text) => text.split(/ · |\n/)[0]?.trim() ?? "").reverse();
}

/** The items of the tray, each with its whole text. */
export async function trayOn(page: Page): Promise<string[]> {
  await page.getByRole("link", { name: "Not accepted", exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Not accepted" })).toBeVisible();
  const items = page.getByRole("main").getByRole("listitem");
  // The heading stands before the device has read what is in the tray.
  await expect(items.first().or(page.getByText("Everything was accepted"))).toBeVisible();
  return items.allInnerTexts();
}

/** Opens the case notes of the open ticket and puts the cursor at their end. */
export async function openNotes(page: Page): Promise<Locator> {
  await page.getByRole("link", { name: "Open the notes" }).click();
  const notes = page.getByRole("textbox", { name: "Case notes" });
  await expect(notes).toBeVisible();
  return notes;
}

/** Writes a line of its own at the end of the notes, and waits until the device has kept it. */
export async function note(page: Page, words: string): Promise<void> {
  const notes = page.getByRole("textbox", { name: "Case notes" });
  await notes.click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText(words);
  await expect(page.getByText(/^(Saved|Kept on this device|Waiting to be sent)/).last()).toBeVisible();
}

/** The lines of the notes on the screen, without the names at other people's cursors. */
export async function notesOn(page: Page): Promise<string[]> {
  const lines = await page
    .getByRole("textbox", { name: "Case notes" })
    .getByRole("paragraph")
    .evaluateAll((paragraphs) =>
      paragraphs.map((paragraph) =>
        [...paragraph.childNodes]
          .filter((node) => node.nodeType === Node.TEXT_NODE)
          .map((node) => node.textContent)
          .join(""),
      ),
    );
  return lines.filter((line) => line !== "");
}

/** A day from now, as a date field takes it. */
export function daysFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
