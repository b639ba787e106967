import type { EntryOf } from "../../shared/entries/entry.ts";
import type { DocName } from "../../shared/log/doc-name.ts";
import { mayAppend } from "../../shared/policy/may-append.ts";
import { mayRead } from "../../shared/policy/may-read.ts";
import type { Person } from "../accounts/person.ts";
import type { Desk } from "../sync/desk.ts";
import { ticketOf } from "../sync/reading.ts";

type Asking = Pick<Desk, "writer" | "now">;

/** May this person write messages in this chat now? Only they may upload for it [AT1]. */
export async function mayAttach({ writer, now }: Asking, person: Person, doc: DocName): Promise<boolean> {
  const ticket = await ticketOf(writer, doc);
  const scene = { ticket, first: false, authorOf: () => null, roleOf: () => null, now: now() };
  const entry: EntryOf<"chat.message"> = {
    id: "00000000-0000-4000-8000-000000000000",
    type: "chat.message",
    by: person.id,
    at: scene.now,
    body: "a message",
  };
  return mayRead(person, "chat", ticket, scene.now) && mayAppend(person, scene, entry).allowed;
}

/** May this person read this chat now, and with it its files [AT5]? */
export async function mayFetch({ writer, now }: Asking, person: Person, doc: DocName): Promise<boolean> {
  return mayRead(person, "chat", await ticketOf(writer, doc), now());
}
