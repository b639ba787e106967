import { z } from "zod";
import type { EntryOf } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { system } from "../../shared/policy/actor.ts";
import type { JobHandler } from "../jobs/job.ts";
import { derivedId } from "../meetings/derived-id.ts";
import { prepareOnce } from "../store/prepared.ts";
import type { Desk } from "../sync/desk.ts";
import { appendEntry } from "../sync/server-entries.ts";
import type { Sent } from "./channel.ts";
import { payloadOf } from "./job-payloads.ts";
import type { Messenger } from "./messenger.ts";
import { readSettings } from "./person-settings.ts";

/** How far back recoveries are looked for at a start, in ms: shorter than a done job is kept, so none is told twice. */
const lookBackMs = 7 * 86_400_000;
/** Recoveries queued in one look; the rest in the next. */
const mostAtOnce = 200;
const ttlSeconds = 86_400;

const recovered = z.object({
  id: z.number(),
  person: z.string(),
  deed: z.enum(["reset-link.used", "password.set", "recovery.confirmed"]),
  withheld: z.literal("yes").nullable().catch(null),
});
type Recovered = z.output<typeof recovered>;

const payload = z.object({
  person: z.string(),
  part: z.enum(["tickets", "mail", "sms"]),
  /** What the owner is told; a row of before has none. */
  text: z.enum(["password-set", "password-set-withheld", "recovery-confirmed"]).default("password-set"),
});

function textFor({ deed, withheld }: Recovered): z.output<typeof payload>["text"] {
  if (deed === "recovery.confirmed") return "recovery-confirmed";
  return withheld === null ? "password-set" : "password-set-withheld";
}

/** A confirmation is told to the owner alone: their tickets say already that the account was recovered. */
function partsFor({ deed }: Recovered): readonly z.output<typeof payload>["part"][] {
  return deed === "recovery.confirmed" ? ["mail", "sms"] : payload.shape.part.options;
}

/**
 * Queues what follows when an account got a new password that its owner did not prove the old one for: by a link, or at the
 * server's console, which is another process; and when somebody confirmed that. The audit log is where each leaves a row, in the change's own transaction.
 * Returns a look that does so for the rows since the last one, and says whether there were any.
 */
export function recoveryLook({ db, store, now }: Messenger): () => Promise<boolean> {
  let since = 0;
  return async () => {
    const rows = prepareOnce(
      db,
      `SELECT id, subject AS person, deed, json_extract(detail, '$.withheld') AS withheld FROM audit
       WHERE deed IN ('reset-link.used', 'password.set', 'recovery.confirmed') AND id > ? AND at > ? ORDER BY id LIMIT ?`,
    )
      .all(since, new Date(now() - lookBackMs).toISOString(), mostAtOnce)
      .map((row) => recovered.parse(row));
    if (rows.length === 0) return false;
    await store.addJobs(
      rows.flatMap((row) =>
        partsFor(row).map((part) => ({
          id: `account-recovered:${row.id}:${part}`,
          kind: "account-recovered" as const,
          ticketId: null,
          dueAt: now(),
          payload: { person: row.person, part, text: textFor(row) },
        })),
      ),
    );
    since = rows.at(-1)?.id ?? since;
    return true;
  };
}

/** Tells of a recovery, or of its confirmation: the owner by mail and SMS, and both people of each ticket in its history. */
export function recoveryHandler(messenger: Messenger, desk: Pick<Desk, "writer" | "now">): JobHandler {
  const { channels, db } = messenger;

  async function intoTickets(jobId: string, person: string): Promise<void> {
    for (const ticket of await messenger.store.ticketsOf(person)) {
      const outcome = await appendEntry<EntryOf<"account.recovered">>(desk, {
        doc: docName("ticket", ticket),
        by: system.id,
        draft: { type: "account.recovered", person },
        id: derivedId("account.recovered", jobId, ticket),
      });
      if (outcome.status !== "accepted") throw new Error(`account.recovered was ${outcome.status}`);
    }
  }

  return async (job, signal) => {
    const { person: id, part, text } = payloadOf(job, payload);
    const person = messenger.personOf(id);
    if (person === null) return { outcome: "done" };
    if (part === "tickets") {
      await intoTickets(job.id, id);
      return { outcome: "done" };
    }
    const outgoing = { id: job.id, text, urgent: false, ttl: ttlSeconds } as const;
    const options = { before: null, signal };
    if (part === "mail")
      return resultOf(part, (await channels.mail?.send(person.email, outgoing, options)) ?? nowhere);
    const { phone } = readSettings(db, id);
    return resultOf(
      part,
      (phone === null ? undefined : await channels.sms?.send(phone, outgoing, options)) ?? nowhere,
    );
  };
}

/** The campus has no such channel, or the person no address on it. */
const nowhere: Sent = { result: "sent" };

function resultOf(channel: string, sent: Sent): Awaited<ReturnType<JobHandler>> {
  switch (sent.result) {
    case "sent":
    case "dead-address":
    case "hard-bounce":
      return { outcome: "done" };
    case "retry":
      return {
        outcome: "retry",
        error: `${channel}: ${sent.error}`,
        ...(sent.afterMs === undefined ? {} : { afterMs: sent.afterMs }),
      };
    case "failed":
      return { outcome: "failed", error: `${channel}: ${sent.error}` };
  }
}
