import { z } from "zod";
import type { TextCode } from "../../shared/notifications/texts.ts";
import { unreachable } from "../../shared/unreachable.ts";
import { type AccountMail, type AccountMailKind, accountMails } from "../accounts/account-mail.ts";
import type { JobHandler } from "../jobs/job.ts";
import { recordBounce } from "./bounces.ts";
import { payloadOf } from "./job-payloads.ts";
import type { Messenger } from "./messenger.ts";

/** One mail of a kind to a person in so many ms, whoever asks for it how often: nobody fills another's mailbox. */
const oncePerMs = 5 * 60_000;
/** Seconds for which a mail is worth delivering: as long as its link works. */
const ttlSeconds = 86_400;

const payload = z.object({ person: z.string(), mail: z.enum(accountMails) });

/** Mails with a link that sets the owner's password. */
const withLink: ReadonlySet<AccountMailKind> = new Set(["finish-sign-up", "reset-password"]);

const textFor: { readonly [Kind in AccountMailKind]: TextCode } = {
  "sign-up-tried": "account-exists",
  "finish-sign-up": "finish-sign-up",
  "reset-password": "set-password",
  "people-waiting": "people-waiting",
};

/** Queues mail to the owners of accounts. */
export function accountMail({ store, channels, now }: Messenger, wake: () => void): AccountMail {
  return {
    isSetUp: channels.mail !== null,
    async send(person, mail) {
      // Without mail the row is written all the same: what is asked takes the same time.
      const turn = Math.floor(now() / oncePerMs);
      await store.addJobs([
        {
          id: `account-mail:${mail}:${person}:${turn}`,
          kind: "account-mail",
          ticketId: null,
          dueAt: now(),
          payload: { person, mail },
        },
      ]);
      wake();
    },
  };
}

/** Sends one. A link is made here and now, so that it stands in no row: each try ends the link of the one before. */
export function accountMailHandler(messenger: Messenger, linkFor: (personId: string) => string): JobHandler {
  return async (job, signal) => {
    const { person: id, mail } = payloadOf(job, payload);
    const person = messenger.personOf(id);
    const { mail: channel } = messenger.channels;
    if (channel === null || person === null || person.status === "suspended") return { outcome: "done" };
    const outgoing = {
      id: job.id,
      text: textFor[mail],
      urgent: false,
      ttl: ttlSeconds,
      ...(withLink.has(mail) ? { link: linkFor(id) } : {}),
    };
    const sent = await channel.send(person.email, outgoing, { before: null, signal });
    switch (sent.result) {
      case "sent":
      case "dead-address":
        return { outcome: "done" };
      case "hard-bounce":
        recordBounce(messenger.db, {
          person: id,
          address: person.email,
          at: messenger.now(),
          detail: sent.detail,
        });
        return { outcome: "done" };
      case "retry":
        return {
          outcome: "retry",
          error: `mail: ${sent.error}`,
          ...(sent.afterMs === undefined ? {} : { afterMs: sent.afterMs }),
        };
      case "failed":
        return { outcome: "failed", error: `mail: ${sent.error}` };
      default:
        return unreachable(sent);
    }
  };
}
