import type { Winner } from "../../shared/entries/entry.ts";
import { type DocName, docName, ticketIdOf } from "../../shared/log/doc-name.ts";
import type { Actor } from "../../shared/policy/actor.ts";
import { principalsOf } from "../../shared/policy/may-read.ts";
import type { Cause } from "../../shared/ticket/state.ts";
import { entryKey, type StoreReader } from "../store/store.ts";
import type { Refusal } from "./verdict.ts";

/** A refusal as the person is told it. */
export type Told = Omit<Refusal, "cause"> & { winner?: Winner };

/**
 * What a person may learn from a refusal. Who never could read the ticket hears the same as if there were none;
 * who lost it hears which entry took it from them, if they could still see that one accepted.
 */
export async function tell(
  store: StoreReader,
  { doc, actor, reader, refusal }: { doc: DocName; actor: Actor; reader: boolean; refusal: Refusal },
): Promise<Told> {
  const { cause, ...told } = refusal;
  const ticket = docName("ticket", ticketIdOf(doc));
  const principals = principalsOf(actor);
  const ended = reader ? null : await store.lastEnded(principals, ticket);
  if (!reader && ended === null) return { code: "denied" };
  const winner = (await seen(store, principals, ticket, cause)) ?? ended?.because ?? null;
  return winner === null ? told : { ...told, winner };
}

async function seen(
  store: StoreReader,
  principals: ReturnType<typeof principalsOf>,
  ticket: DocName,
  cause: Cause | undefined,
): Promise<Winner | null> {
  if (cause === undefined) return null;
  const key = { doc: ticket, id: cause.id };
  const seq = (await store.entries([key])).get(entryKey(key))?.seq;
  if (seq === undefined || !(await store.heldAt(principals, ticket, seq))) return null;
  return { type: cause.type, by: cause.by, at: cause.at };
}
