import type { Winner } from "../../shared/entries/entry.ts";
import { type DocName, parseDocName } from "../../shared/log/doc-name.ts";
import type { AcceptedByDoc, AcceptedUpdate, Named } from "../../shared/protocol/control.ts";

/** What a batch does to one document, in the order the three can come. */
export type DocChange = {
  purge: boolean;
  granted: boolean;
  updates: Uint8Array[];
  accepted: AcceptedUpdate[];
};

/** Bytes of a batch before it is stored without moving the cursor: what a phone's memory can spare. */
export const batchBytes = 4 * 1024 * 1024;
/** Bytes to which batches that wait for their turn are joined: so much at once and a first sync still shows its progress. */
export const joinedBytes = 1024 * 1024;
/** The same right after a connection, doubled with each store: somebody waits for the first rows on the screen. */
export const firstJoinedBytes = 64 * 1024;

/** What the feed brought and is not stored yet. */
export class FeedBatch {
  readonly docs = new Map<DocName, DocChange>();
  readonly because = new Map<string, Winner>();
  readonly people = new Map<string, Named>();
  /** The highest number of the notes editor's schema that was named with a grant. */
  notesSchema = 0;
  bytes = 0;

  get revokes(): boolean {
    return [...this.docs.values()].some((change) => change.purge);
  }

  /** Takes in what came next. Not over a revocation: what it ends must have been stored before. */
  absorb(next: FeedBatch): void {
    for (const [doc, { granted, updates, accepted }] of next.docs) {
      const change = this.change(doc);
      change.granted ||= granted;
      change.updates.push(...updates);
      change.accepted.push(...accepted);
    }
    for (const [ticketId, winner] of next.because) this.because.set(ticketId, winner);
    for (const [id, person] of next.people) this.people.set(id, person);
    this.notesSchema = Math.max(this.notesSchema, next.notesSchema);
    this.bytes += next.bytes;
  }

  get empty(): boolean {
    return this.docs.size === 0 && this.people.size === 0;
  }

  granted(names: readonly string[], notesSchema = 0): void {
    this.notesSchema = Math.max(this.notesSchema, notesSchema);
    for (const doc of known(names)) this.change(doc).granted = true;
  }

  revoked(names: readonly string[], because: Readonly<Record<string, Winner>> = {}): void {
    for (const doc of known(names))
      this.docs.set(doc, { purge: true, granted: false, updates: [], accepted: [] });
    for (const [ticketId, winner] of Object.entries(because)) this.because.set(ticketId, winner);
  }

  update(name: string, bytes: Uint8Array): void {
    const [doc] = known([name]);
    if (doc === undefined) return;
    // A copy: the frame's buffer is far larger than one update and would stay in memory with it.
    this.change(doc).updates.push(bytes.slice());
    this.bytes += bytes.length;
  }

  /** When entries were accepted; it comes with or after their bytes. Notes have no entries. */
  accepted(byDoc: AcceptedByDoc): void {
    for (const [name, updates] of Object.entries(byDoc)) {
      const [doc] = known([name]);
      const withEntries = updates.filter(([, , ...ids]) => ids.length > 0);
      if (doc !== undefined && withEntries.length > 0) this.change(doc).accepted.push(...withEntries);
    }
  }

  named(people: readonly Named[]): void {
    for (const person of people) this.people.set(person.id, person);
  }

  docsWithContent(): DocName[] {
    return [...this.docs].flatMap(([doc, { updates }]) => (updates.length > 0 ? [doc] : []));
  }

  private change(doc: DocName): DocChange {
    const change = this.docs.get(doc) ?? { purge: false, granted: false, updates: [], accepted: [] };
    this.docs.set(doc, change);
    return change;
  }
}

/** Names this app does not know come from a newer server and are none of its business. */
function known(names: readonly string[]): DocName[] {
  return names.flatMap((name) => {
    const parsed = parseDocName(name);
    return parsed === null ? [] : [parsed.name];
  });
}
