import { basename } from "node:path";
import type { Visitor } from "./campus.ts";

export async function ask(
  student: Visitor,
  { title, words }: { title: string; words: string },
): Promise<void> {
  await student.click("link", "Ask for help");
  for (const answer of ["Stress", "Medium", "Chat"]) await student.choose(answer);
  await student.fill("In a few words", title);
  await student.fill("What would you like to say?", words);
  await student.click("button", /^(Send|Keep, and send)/);
  await student.finds("heading", title);
}

/** Opens a ticket that nobody has yet from the queue, and takes it. */
export async function claim(counselor: Visitor, title: string): Promise<void> {
  await openFromQueue(counselor, "Unclaimed", title);
  await counselor.click("button", /^Claim$/);
  await counselor.findsNo("button", /^Claim$/);
}

export async function openFromQueue(counselor: Visitor, view: string, title: string): Promise<void> {
  await counselor.click("link", /^Queue$/);
  await counselor.click("link", new RegExp(`^${view}`));
  await counselor.click("link", title);
  await counselor.finds("heading", title);
}

export async function say(person: Visitor, words: string): Promise<void> {
  await person.fill(/^Message$/, words);
  // Enter breaks the line where the engine takes the screen for a touch screen, as WebKitGTK does here.
  await person.click("button", /^Send$/);
  await person.sees(words);
}

export async function attach(person: Visitor, file: string): Promise<void> {
  await person.attach("Files to attach", file);
  await person.sees(basename(file));
}

export async function openNotes(counselor: Visitor): Promise<void> {
  await counselor.click("link", "Open the notes");
  await counselor.finds("textbox", "Case notes");
}
