import * as Y from "yjs";
import { type DocName, docName, ticketIdOf } from "../../shared/log/doc-name.ts";
import type { GuardRule } from "../../shared/log/malformed.ts";
import { notesRoot } from "../../shared/log/notes-schema.ts";
import { writersOf } from "../../shared/log/place.ts";
import { withWriters } from "../../shared/log/writers.ts";
import type { Actor } from "../../shared/policy/actor.ts";
import { mayWriteNotes } from "../../shared/policy/may-append.ts";
import { aspectOf } from "../../shared/policy/rules.ts";
import type { DocHead, Step } from "../store/store.ts";
import { unknownIn } from "./notes-content.ts";
import { inSomeOrder, type NextClock } from "./notes-order.ts";
import { type NotesStruct, readNotes } from "./notes-update.ts";
import type { Stage } from "./stage.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Bytes of stored updates of one ticket's notes: some thousand pages, and what a hostile device can make us keep. Each
 * counselor who takes the ticket over brings as many, so that none of them keeps the next from writing [G12].
 */
export const notesBytes = 8 * 1024 * 1024;

/** ClientIDs that one person may have in one ticket's notes: an editor takes a new one each time it opens. */
const writersPerPersonInNotes = 10_000;
/** Clocks one update may take: a deleted run of any length costs a few bytes to write and its length to integrate. */
const clocksPerUpdate = 1_000_000;

export type NotesPush = { doc: DocName; kind: "notes"; actor: Actor; update: Uint8Array };

/**
 * Judges a change of notes by role, clientID owner, root and size: free text cannot be judged entry by entry.
 * It is decoded and looked through, never integrated.
 */
export function judgeNotes({ doc, actor, update }: NotesPush, stage: Stage): Verdict {
  const { ticket } = stage.head(docName("ticket", ticketIdOf(doc)));
  const head = stage.head(doc);
  const read = readNotes(update);
  if (read.form === "refused") return refused(read.rule, read.detail);
  const { structs, ds } = read.update;
  if (structs.length === 0 && ds.clients.size === 0) return { status: "known", seq: head.version };

  const ruling = mayWriteNotes(actor, ticket);
  if (!ruling.allowed) {
    const aspect = aspectOf(ruling.rule);
    const cause = aspect === null ? null : (ticket?.causes[aspect] ?? null);
    return {
      status: "refused",
      refusal: { code: "policy", rule: ruling.rule, ...(cause === null ? {} : { cause }) },
    };
  }
  if (head.bytes + update.length > notesBytes && head.bytes + update.length > roomOfNotes(head, actor.id))
    return refused("G1", `one person's notes are at most ${notesBytes} bytes`);

  // A head may have 10,000 clientIDs: it is asked about those of the update, and not copied for each change.
  const accepted: NextClock = (client) => head.writers.get(client)?.clock ?? 0;
  const clocks = new Map<number, number>();
  const nextOf: NextClock = (client) => clocks.get(client) ?? accepted(client);
  let taken = 0;
  for (const struct of structs) {
    const { client, clock } = struct.id;
    const next = nextOf(client);
    const end = clock + struct.length;
    if (end <= next) continue;
    if (head.writers.get(client) !== undefined && head.writers.get(client)?.owner !== actor.id) {
      return refused("G6", "this clientID belongs to someone else");
    }
    if (clock > next) return refused("G7", `clock ${clock} where ${next} is next`);
    const misfit = misfitOf(struct);
    if (misfit !== null) return refused(misfit.rule, misfit.detail);
    taken += end - next;
    if (taken > clocksPerUpdate) return refused("G1", "an update of notes takes too many clocks");
    clocks.set(client, end);
  }
  if (!inSomeOrder(structs, accepted)) {
    return refused("G8", "it continues something that is not accepted");
  }
  for (const [client, deletes] of ds.clients) {
    const known = nextOf(client);
    if (deletes.some(({ clock, len }) => clock + len > known)) {
      return refused("G3", "the delete set names clocks that do not exist");
    }
  }

  const newcomers = [...clocks.keys()].filter((client) => !head.writers.has(client)).length;
  if (
    head.writers.size + newcomers > writersPerPersonInNotes &&
    newcomers > 0 &&
    writersOf(actor.id, head) + newcomers > writersPerPersonInNotes
  )
    return refused("G6", `one person has at most ${writersPerPersonInNotes} clientIDs in notes`);
  const writers = [...clocks].map(([client, clock]) => ({ client, clock, owner: actor.id }));
  // Other content at clocks that are known is left out, or whoever merges the two might read it in place of the first.
  const fresh = Y.diffUpdate(update, Y.encodeStateVector(knownOf(structs, accepted)));
  const step: Extract<Step, { kind: "notes" }> = { kind: "notes", doc, update: fresh, writers };
  const next = withWriters(
    head.writers,
    writers.map(({ client, clock, owner }) => [client, { clock, owner }] as const),
  );
  return {
    status: "accepted",
    step,
    head: { ...head, writers: next, rows: head.rows + 1, bytes: head.bytes + fresh.length },
  };
}

/** Bytes that a ticket's notes may have when this person writes. Asked only where those of one person are not enough. */
function roomOfNotes({ writers }: Pick<DocHead, "writers">, person: string): number {
  const people = new Set([person]);
  for (const { owner } of writers.values()) people.add(owner);
  return notesBytes * people.size;
}

/** What is accepted of the clientIDs of an update. */
function knownOf(structs: readonly NotesStruct[], accepted: NextClock): Map<number, number> {
  const clients = new Set(structs.map(({ id }) => id.client));
  return new Map([...clients].map((client) => [client, accepted(client)]));
}

function misfitOf(struct: NotesStruct): { rule: GuardRule; detail: string } | null {
  // A device's own deleted text comes as GC when Yjs has collected it.
  if (struct instanceof Y.GC) return null;
  if (!(struct instanceof Y.Item)) return { rule: "G4", detail: "only items of text" };
  // A parent by name is a root; by id it is inside one, and that one was judged when it came.
  const parent: unknown = struct.parent;
  if (typeof parent === "string" && (parent !== notesRoot || struct.parentSub !== null)) {
    return { rule: "G5", detail: `the root is not ${notesRoot}` };
  }
  const unknown = unknownIn(struct);
  return unknown === null ? null : { rule: "G4", detail: unknown };
}

function refused(rule: GuardRule, detail: string): Verdict {
  return { status: "refused", refusal: { code: rule === "G1" ? "too-large" : "malformed", rule, detail } };
}
