import { Agent } from "node:https";
import type { Router } from "express";
import { docName } from "../../shared/log/doc-name.ts";
import type { AccountMail } from "../accounts/account-mail.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Db } from "../accounts/database.ts";
import type { Config, GivenSecrets } from "../config.ts";
import type { JobHandler } from "../jobs/job.ts";
import { createSealer } from "../secrets/seal.ts";
import type { Desk } from "../sync/desk.ts";
import { accountMail, accountMailHandler } from "./account-mail-job.ts";
import { mailOf, smsOf } from "./channels.ts";
import { crisisPageHandler } from "./crisis-page-job.ts";
import { Deliveries } from "./deliveries.ts";
import { deliveryHandler } from "./delivery-job.ts";
import { messageNoticeHandler } from "./message-notice-job.ts";
import type { Channels, Messenger } from "./messenger.ts";
import { noticeHandler } from "./notice-job.ts";
import { Notices } from "./notices.ts";
import type { NotificationJobKind } from "./notification-jobs.ts";
import { Pages } from "./pages.ts";
import { peopleWaitingLook } from "./people-waiting.ts";
import { publicAgent } from "./public-hosts.ts";
import { pushChannel } from "./push-channel.ts";
import { PushSubscriptions } from "./push-subscriptions.ts";
import { recoveryHandler, recoveryLook } from "./recoveries.ts";
import { reminderHandler } from "./reminder-job.ts";
import { migrateNotifications } from "./schema.ts";
import { vapidKeys, vapidSubject } from "./vapid.ts";

/** How often what is old is forgotten, in ms. */
const forgetEveryMs = 6 * 3_600_000;

/** How often recoveries of accounts are looked for, in ms. */
const recoveriesEveryMs = 1_000;
/** How often people who wait for approval are looked for, in ms. */
const peopleWaitingEveryMs = 60_000;

export type Notifications = {
  routes: () => Promise<Router>;
  handlers: Record<NotificationJobKind, JobHandler>;
  messenger: Messenger;
  accountMail: AccountMail;
  /** Queues what follows from recoveries since the last look, and says whether there were any; it is looked every second anyway. */
  lookForRecoveries(): Promise<boolean>;
  /** Queues mail to admins when somebody new waits for approval; it is looked every minute anyway. */
  lookForPeopleWaiting(): Promise<boolean>;
  stop(): void;
};

/**
 * Everything that tells people of something: its tables, routes, channels, and what runs its jobs.
 * @param secret what the sealing of the push key is derived from
 * @param pushAgent with which push services are reached; tests give one that trusts their certificate
 * @throws Error that names the variable when a channel is configured by half
 */
export function createNotifications(options: {
  db: Db;
  desk: Pick<Desk, "store" | "writer" | "now" | "onError">;
  accounts: Pick<Accounts, "signInOf" | "person" | "on" | "resetLink">;
  config: Pick<Config, "outgoing" | "publicUrl" | "port">;
  secrets: GivenSecrets;
  secret: string;
  pushAgent?: Agent;
  /** Told when there may be a job to do. */
  wake?: () => void;
}): Notifications {
  const { db, desk, accounts, config, secrets, secret } = options;
  const { outgoing, publicUrl } = config;
  migrateNotifications(db);
  const subject = vapidSubject({ publicUrl, from: outgoing.mailFrom });
  const keys = vapidKeys(db, createSealer(secret, "push keys"), subject);
  const { pushPrivateHosts: privateHosts } = outgoing;
  const agent = options.pushAgent ?? (privateHosts ? new Agent({ keepAlive: true }) : publicAgent());
  const channels: Channels = {
    push: pushChannel({ keys, agent, privateHosts, now: desk.now }),
    mail: mailOf(config, secrets),
    sms: smsOf(config, secrets),
  };
  const messenger: Messenger = {
    db,
    store: desk.store,
    personOf: (id) => accounts.person(id),
    ticketOf: async (id) => (await desk.writer.head(docName("ticket", id)))?.ticket ?? null,
    channels,
    notices: new Notices(db),
    deliveries: new Deliveries(db),
    subscriptions: new PushSubscriptions(db),
    pages: new Pages(db),
    now: desk.now,
  };

  const unlisten = accounts.on((event) => {
    if (event.kind === "signedOut") messenger.subscriptions.dropSignIn(event.sessionId);
  });
  function forget(): void {
    try {
      messenger.notices.forgetOld(desk.now());
      messenger.deliveries.forgetOld(desk.now());
    } catch (error) {
      desk.onError(error);
    }
  }
  forget();
  const lookForRecoveries = recoveryLook(messenger);
  const recoveries = setInterval(() => {
    lookForRecoveries().then((found) => {
      if (found) options.wake?.();
    }, desk.onError);
  }, recoveriesEveryMs).unref();
  const lookForPeopleWaiting = peopleWaitingLook(messenger);
  const peopleWaiting = setInterval(() => {
    lookForPeopleWaiting().then((found) => {
      if (found) options.wake?.();
    }, desk.onError);
  }, peopleWaitingEveryMs).unref();
  const timer = setInterval(forget, forgetEveryMs).unref();

  return {
    async routes() {
      const { notificationRoutes } = await import("./notification-routes.ts");
      return notificationRoutes({ accounts, messenger, publicKey: keys.publicKey, privateHosts });
    },
    handlers: {
      notice: noticeHandler(messenger),
      "message-notice": messageNoticeHandler(messenger),
      "notice-delivery": deliveryHandler(messenger),
      reminder: reminderHandler(messenger),
      "crisis-page": crisisPageHandler(messenger),
      "account-recovered": recoveryHandler(messenger, desk),
      "account-mail": accountMailHandler(messenger, (personId) =>
        accounts.resetLink(personId, "mail", publicUrl ?? `http://localhost:${config.port}`),
      ),
    },
    accountMail: accountMail(messenger, options.wake ?? (() => {})),
    messenger,
    lookForRecoveries,
    lookForPeopleWaiting,
    stop() {
      clearInterval(timer);
      clearInterval(recoveries);
      clearInterval(peopleWaiting);
      unlisten();
      for (const channel of Object.values(channels)) channel?.close?.();
    },
  };
}
