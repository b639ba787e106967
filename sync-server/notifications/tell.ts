import { isUrgent, type NoticeKind } from "../../shared/notifications/kinds.ts";
import type { JobSeed } from "../jobs/job.ts";
import { ttlOf } from "./channel.ts";
import type { DeliveryPayload } from "./job-payloads.ts";
import type { Messenger } from "./messenger.ts";
import { unseenForMs } from "./notification-jobs.ts";
import { targetsFor } from "./reach.ts";

export type Telling = {
  /** Of the notice: derived from the entry, so that telling twice is telling once. */
  id: string;
  person: string;
  kind: NoticeKind;
  ticket: string;
  by: string | null;
  message: string | null;
  /** Part of the deliveries' ids where one notice is repeated outside. */
  round?: number;
  until?: number | null;
};

/** Writes notices into the app, and the jobs that carry them outside, in one transaction for each of the two. Safe to repeat. */
export async function tell(messenger: Messenger, ...tellings: readonly Telling[]): Promise<void> {
  const seeds = messenger.db
    .transaction(() => tellings.flatMap((telling) => noticeAndDeliveries(messenger, telling)))
    .immediate();
  await messenger.store.addJobs(seeds);
}

function noticeAndDeliveries(messenger: Messenger, telling: Telling): JobSeed[] {
  const { id, person: personId, kind, ticket, by, message, round, until = null } = telling;
  const person = messenger.personOf(personId);
  if (person === null || person.status !== "active") return [];
  const at = messenger.now();
  messenger.notices.add(
    { id, person: personId, kind, ticketId: ticket, by, message, at },
    { renew: round !== undefined },
  );
  // A message has had its time to be seen before it was told at all.
  const dueAt = isUrgent(kind) || kind === "message" ? at : at + unseenForMs;
  return targetsFor(messenger, person, kind).map(({ channel, subscription }): JobSeed => {
    const payload: DeliveryPayload = {
      person: personId,
      channel,
      subscription,
      kind,
      ticket,
      notice: id,
      message,
      until: until ?? (kind === "crisis" ? at + ttlOf(kind) * 1000 : null),
    };
    const part = [id, ...(round === undefined ? [] : [String(round)]), subscription ?? channel].join(":");
    return { id: `notice-delivery:${part}`, kind: "notice-delivery", ticketId: null, dueAt, payload };
  });
}
