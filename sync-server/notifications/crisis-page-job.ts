import type { JobHandler } from "../jobs/job.ts";
import { counselorsToPage } from "./audience.ts";
import { readCampusNotifications } from "./campus-notifications.ts";
import { pagePayload, payloadOf } from "./job-payloads.ts";
import type { Messenger } from "./messenger.ts";
import { isUnheardCrisis } from "./notification-jobs.ts";
import { type Telling, tell } from "./tell.ts";

/** Calls the counselors about a crisis that nobody has, again and again until somebody has it [O5]. */
export function crisisPageHandler(messenger: Messenger): JobHandler {
  return async (job) => {
    const { ticket, entry, raisedAt } = payloadOf(job, pagePayload);
    if (!isUnheardCrisis(await messenger.ticketOf(ticket))) return { outcome: "done" };
    if (!messenger.pages.holds(ticket, entry, raisedAt)) return { outcome: "done" };
    const people = counselorsToPage(messenger.db);
    messenger.pages.addPaged(ticket, people);
    const tellings = people.map((person): Telling => {
      // The round is the time it was due: run again after a crash, it calls nobody twice.
      const id = `${entry}:crisis:${person}`;
      return { id, person, kind: "crisis", ticket, by: null, message: null, round: job.dueAt };
    });
    await tell(messenger, ...tellings);
    const { crisisRepeatMinutes } = readCampusNotifications(messenger.db);
    return { outcome: "again", dueAt: messenger.now() + crisisRepeatMinutes * 60_000 };
  };
}
