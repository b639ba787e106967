import fc from "fast-check";
import {
  attendances,
  cancelReasons,
  categories,
  linkProviders,
  modes,
  resolutions,
  unclaimReasons,
  urgencies,
} from "./codes.ts";
import type { Entry, EntryOf, EntryType } from "./entry.ts";

export const uuid = fc.uuid();
const category = fc.constantFrom(...categories);
const urgency = fc.constantFrom(...urgencies);
const mode = fc.constantFrom(...modes);
const text = fc.string({ unit: "binary", maxLength: 60 });
const words = text.filter((each) => each.trim() !== "");
const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
const personId = fc.string({ minLength: 1, maxLength: 64 });

type Payloads = { [Type in EntryType]: fc.Arbitrary<Omit<EntryOf<Type>, "id" | "type" | "by" | "at">> };

/** What each entry type carries beside the envelope. */
const payloads: Payloads = {
  "ticket.opened": fc.record({ category, urgency, mode }),
  "ticket.edited": fc
    .record({ category, mode }, { requiredKeys: [] })
    .filter((edit) => Object.keys(edit).length > 0),
  "ticket.triaged": fc.record({ urgency, category }, { requiredKeys: ["urgency"] }),
  "ticket.claimed": fc.constant({}),
  "ticket.unclaimed": fc.record({ reason: fc.constantFrom(...unclaimReasons) }),
  "ticket.assigned": fc.record({ to: personId }),
  "session.scheduled": fc.record({
    sessionId: uuid,
    startsAt: time,
    minutes: fc.integer({ min: 5, max: 480 }),
    mode,
    timeZone: fc.constantFrom("Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5"),
  }),
  "session.cancelled": fc.record({ sessionId: uuid, reason: fc.constantFrom(...cancelReasons) }),
  "session.started": fc.record({ sessionId: uuid }, { requiredKeys: [] }),
  "session.completed": fc.record({ attendance: fc.constantFrom(...attendances) }),
  "ticket.closed": fc.record({ resolution: fc.constantFrom(...resolutions) }),
  "ticket.reopened": fc.constant({}),
  "access.opened": fc.record({ until: time }),
  "account.recovered": fc.record({ person: personId }),
  "request.written": fc.record({ title: words, description: text }),
  "request.edited": fc
    .record({ title: words, description: text }, { requiredKeys: [] })
    .filter((edit) => Object.keys(edit).length > 0),
  "chat.message": fc.record(
    {
      body: words,
      attachments: fc.array(
        fc.record(
          {
            sha256: fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 }),
            name: fc.string({ minLength: 1, maxLength: 200 }),
            type: fc.constantFrom("image/png", "application/pdf"),
            size: fc.integer({ min: 1, max: 10_000_000 }),
          },
          { noNullPrototype: true },
        ),
        { maxLength: 10 },
      ),
    },
    { requiredKeys: ["body"] },
  ),
  "chat.redacted": fc.record({ message: uuid }),
  "chat.seen": fc.record({ upTo: uuid }),
  "session.linked": fc.record({
    sessionId: uuid,
    url: fc.webUrl({ validSchemes: ["https"] }),
    provider: fc.constantFrom(...linkProviders),
  }),
  "session.linkFailed": fc.record({ sessionId: uuid, code: fc.constantFrom("429", "quota-exceeded") }),
};

/** A valid entry of this type; what is fixed in `parts` stands as given. */
export function entryOf(type: EntryType, parts: { by?: string; at?: number } = {}): fc.Arbitrary<Entry> {
  const envelope = fc.record({
    id: uuid,
    by: parts.by === undefined ? personId : fc.constant(parts.by),
    at: parts.at === undefined ? time : fc.constant(parts.at),
  });
  // Spreading a union's parts is beyond what TypeScript follows; `parseEntry` holds the result in the tests.
  return fc
    .tuple(envelope, payloads[type] as fc.Arbitrary<object>)
    .map(([rest, payload]) => ({ ...rest, type, ...payload }) as Entry);
}
