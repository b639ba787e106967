import { type Request, Router } from "express";
import { z } from "zod";
import {
  campusNotifications,
  type NotificationsAnswer,
  phoneNumber,
} from "../../shared/notifications/answers.ts";
import { channels } from "../../shared/notifications/kinds.ts";
import { preferencesSchema } from "../../shared/notifications/preferences.ts";
import { quietHours } from "../../shared/notifications/quiet-hours.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { AttemptBuckets } from "../accounts/attempt-buckets.ts";
import type { Person } from "../accounts/person.ts";
import { requireActive, requireAdmin, signedIn } from "../http/admission.ts";
import { bodyOf } from "../http/body.ts";
import { Problem } from "../http/problem.ts";
import { allBounces, bounceOf } from "./bounces.ts";
import { readCampusNotifications, storeCampusNotifications } from "./campus-notifications.ts";
import type { Messenger } from "./messenger.ts";
import { readSettings, storeSettings } from "./person-settings.ts";
import { isHttpsEndpoint, isPublicEndpoint } from "./public-hosts.ts";
import { subscriptionBody } from "./push-subscriptions.ts";
import { sendTest } from "./send-test.ts";

const settingsBody = z.strictObject({ preferences: preferencesSchema, quiet: quietHours.nullable() });
const phoneBody = z.strictObject({ phone: phoneNumber.nullable() });
const onCallBody = z.strictObject({ onCall: z.boolean() });
const endpointBody = z.strictObject({ endpoint: z.string().max(2_000) });
const testBody = z.strictObject({ channel: z.enum(channels) });
/** The last instant that a `Date` holds, in ms (ECMA-262, 21.4.1.1). */
const lastInstant = 8_640_000_000_000_000;
/** Notices named at once: as many as the list shows. */
const readBody = z.union(
  [
    z.strictObject({ ids: z.array(z.string().max(200)).min(1).max(100) }),
    z.strictObject({ ticketId: z.uuid() }),
    z.strictObject({ upTo: z.int().nonnegative().max(lastInstant) }),
  ],
  { error: "ids, ticketId or upTo, and one of them" },
);

/** Tests of a channel at once, and seconds until another one: each costs the campus a message. */
const tests = { size: 5, refillSeconds: 600 } as const;

/** What a person was told, and how they are reached outside the app. */
export function notificationRoutes(options: {
  accounts: Pick<Accounts, "signInOf">;
  messenger: Messenger;
  publicKey: string;
  privateHosts: boolean;
}): Router {
  const { accounts, messenger, publicKey, privateHosts } = options;
  const { db, notices, subscriptions, now } = messenger;
  const active = requireActive(accounts);
  const admin = requireAdmin(accounts);
  const attempts = new AttemptBuckets({ ...tests, now });
  const routes = Router();

  const answerFor = (person: Person): NotificationsAnswer => {
    const { preferences, quiet, phone, onCall } = readSettings(db, person.id);
    const bounce = bounceOf(db, person.id, person.email);
    return {
      preferences,
      quiet,
      phone,
      onCall: person.role === "counselor" ? onCall : null,
      channels: {
        push: { publicKey, devices: subscriptions.of(person.id).length },
        mail: {
          setUp: messenger.channels.mail !== null,
          address: person.email,
          bounce: bounce && { at: bounce.at, detail: bounce.detail },
        },
        sms: { setUp: messenger.channels.sms !== null },
      },
    };
  };
  const personOf = (req: Request) => signedIn(req).person;

  routes.get("/notices", active, (req, res) => {
    res.json({ notices: notices.of(personOf(req).id) });
  });

  routes.post("/notices/read", active, (req, res) => {
    notices.markRead(personOf(req).id, bodyOf(req, readBody), now());
    res.status(204).end();
  });

  routes.get("/notifications", active, (req, res) => {
    res.json(answerFor(personOf(req)));
  });

  routes.put("/notifications", active, (req, res) => {
    storeSettings(db, personOf(req).id, bodyOf(req, settingsBody));
    res.json(answerFor(personOf(req)));
  });

  routes.put("/notifications/phone", active, (req, res) => {
    storeSettings(db, personOf(req).id, bodyOf(req, phoneBody));
    res.json(answerFor(personOf(req)));
  });

  routes.put("/notifications/on-call", active, (req, res) => {
    const { onCall } = bodyOf(req, onCallBody);
    if (personOf(req).role !== "counselor") throw new Problem("forbidden");
    storeSettings(db, personOf(req).id, { onCall });
    res.json(answerFor(personOf(req)));
  });

  routes.post("/notifications/subscriptions", active, (req, res) => {
    const subscription = bodyOf(req, subscriptionBody);
    const allowed = privateHosts ? isHttpsEndpoint : isPublicEndpoint;
    if (!allowed(subscription.endpoint)) {
      throw new Problem("bad-request", {
        detail: "A push subscription's endpoint must be an https address on the public internet.",
      });
    }
    const { person, sessionId } = signedIn(req);
    subscriptions.add(person.id, sessionId, subscription, now());
    res.status(201).json(answerFor(person));
  });

  routes.post("/notifications/subscriptions/end", active, (req, res) => {
    subscriptions.dropEndpoint(personOf(req).id, bodyOf(req, endpointBody).endpoint);
    res.json(answerFor(personOf(req)));
  });

  routes.post("/notifications/test", active, async (req, res) => {
    const { channel } = bodyOf(req, testBody);
    const wait = attempts.take(`${personOf(req).id}:${channel}`);
    if (wait > 0) throw new Problem("too-many-attempts", { retryAfter: wait });
    res.json(await sendTest(messenger, personOf(req), channel));
  });

  routes.get("/notifications/bounces", admin, (_req, res) => {
    res.json({ bounces: allBounces(db) });
  });

  routes.get("/notifications/campus", admin, (_req, res) => {
    res.json(readCampusNotifications(db));
  });

  routes.put("/notifications/campus", admin, (req, res) => {
    storeCampusNotifications(db, bodyOf(req, campusNotifications), signedIn(req).person.id);
    res.json(readCampusNotifications(db));
  });

  return routes;
}
