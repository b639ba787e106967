import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { docName } from "../../shared/log/doc-name.ts";
import { isUrgent } from "../../shared/notifications/kinds.ts";
import { quietUntil } from "../../shared/notifications/quiet-hours.ts";
import { textOf } from "../../shared/notifications/texts.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { Person } from "../accounts/person.ts";
import type { Job, JobHandler, JobResult } from "../jobs/job.ts";
import { bounceOf, forgetBounce, recordBounce } from "./bounces.ts";
import { readCampusNotifications } from "./campus-notifications.ts";
import { type Outgoing, type Sent, ttlOf } from "./channel.ts";
import { type DeliveryPayload, deliveryPayload, payloadOf } from "./job-payloads.ts";
import type { Messenger } from "./messenger.ts";
import { isUnheardCrisis } from "./notification-jobs.ts";
import { readSettings, storeSettings } from "./person-settings.ts";

/**
 * Milliseconds in which a conversation says outside only once that there is something: who writes in five short
 * messages does not ring five times.
 */
export const messageRestMs = 15 * 60_000;

/**
 * Milliseconds by which a page may come early after the one before: a round is due a repeat interval after the last was
 * written, and that one left a little later.
 */
const pageEarlyMs = 30_000;
/** Messages outside to one person on one channel in a day, pages of a crisis apart: whatever else fails, nobody's phone rings all day [J8]. */
const outsidePerDay = { sms: 50, mail: 200, push: 1_000 } as const;
const daySeconds = 86_400;

const done: JobResult = { outcome: "done" };

/** Carries one notice to one address, unless it has become needless since [O2, O3]. */
export function deliveryHandler(messenger: Messenger): JobHandler {
  const rate = (points: number) => new RateLimiterMemory({ points, duration: daySeconds });
  const rates = {
    sms: rate(outsidePerDay.sms),
    mail: rate(outsidePerDay.mail),
    push: rate(outsidePerDay.push),
  };
  return async (job, signal) => {
    const payload = payloadOf(job, deliveryPayload);
    const person = messenger.personOf(payload.person);
    if (person === null || person.status !== "active") return done;
    const earlier = messenger.deliveries.of(job.id);
    if (earlier?.state === "sent") return done;
    if (await isNeedless(messenger, payload)) return done;
    const quiet = isUrgent(payload.kind)
      ? null
      : quietUntil(readSettings(messenger.db, person.id).quiet, messenger.now());
    if (quiet !== null) return keepForMorning(messenger, payload, quiet);
    const student = (await messenger.ticketOf(payload.ticket))?.student ?? null;
    // A message counts once, however often it is tried.
    if (payload.kind !== "crisis" && job.attempts === 0) {
      const counted = await rates[payload.channel].consume(person.id).catch((beyond: unknown) => beyond);
      if (!(counted instanceof RateLimiterRes)) throw counted;
      if (counted.consumedPoints > outsidePerDay[payload.channel]) return done;
    }
    // Nothing is awaited between this and the row that `send` writes, so two jobs at once page once.
    if (student !== null && wasPaged(messenger, job.id, payload, student)) return done;
    return send(messenger, { job, payload, person, before: earlier?.at ?? null, signal });
  };
}

/** All crises of one student are one page to a person in each repeat interval, and one word that they were taken [J7]. */
function wasPaged(
  { db, deliveries, now }: Messenger,
  id: string,
  { person, kind, channel, subscription }: DeliveryPayload,
  student: string,
): boolean {
  if (!isUrgent(kind)) return false;
  const intervalMs = readCampusNotifications(db).crisisRepeatMinutes * 60_000;
  const address = subscription ?? channel;
  return deliveries.wasPaged({ id, person, kind, student, address }, now() - intervalMs + pageEarlyMs);
}

async function isNeedless(messenger: Messenger, payload: DeliveryPayload): Promise<boolean> {
  const { person, notice, kind, ticket, message, until, channel } = payload;
  const { notices, now } = messenger;
  if (until !== null && now() >= until) return true;
  if (kind === "crisis" && message === null) {
    const state = await messenger.ticketOf(ticket);
    // One that was taken is told to nobody more; its own counselor hears that it became urgent.
    return !isUnheardCrisis(state) && state?.assigned !== person;
  }
  if (isUrgent(kind)) return false;
  if (notice === null) return !(await hasUnseen(messenger, person));
  if (!notices.isUnread(notice)) return true;
  if (kind !== "message" || message === null) return false;
  if ((await messenger.store.seenOf(docName("chat", ticket), person, [message])).length > 0) {
    notices.markRead(person, { ids: [notice] }, now());
    return true;
  }
  const last = messenger.deliveries.lastMessageAt(person, ticket, channel);
  return last !== null && now() - last < messageRestMs;
}

/** What was seen in a conversation since is marked so, before it is asked whether anything is left. */
async function hasUnseen({ notices, store, db, now }: Messenger, person: string): Promise<boolean> {
  if (!notices.hasUnread(person)) return false;
  const tickets = db
    .prepare("SELECT DISTINCT ticket FROM notices WHERE person = ? AND kind = 'message' AND readAt IS NULL")
    .pluck()
    .all(person);
  for (const ticketId of tickets.map(String)) {
    const unread = notices.unreadMessages(person, ticketId);
    const messages = unread.map(({ message }) => message);
    const seen = new Set(await store.seenOf(docName("chat", ticketId), person, messages));
    const ids = unread.filter(({ message }) => seen.has(message)).map(({ id }) => id);
    if (ids.length > 0) notices.markRead(person, { ids }, now());
  }
  return notices.hasUnread(person);
}

/** Everything of a night becomes one message in the morning. */
async function keepForMorning(
  messenger: Messenger,
  payload: DeliveryPayload,
  end: number,
): Promise<JobResult> {
  const { person, channel, subscription } = payload;
  await messenger.store.addJobs([
    {
      id: `notice-delivery:${person}:${subscription ?? channel}:quiet:${end}`,
      kind: "notice-delivery",
      ticketId: null,
      dueAt: end,
      payload: { ...payload, notice: null, message: null, until: null },
    },
  ]);
  return done;
}

type Sending = {
  job: Job;
  payload: DeliveryPayload;
  person: Person;
  before: number | null;
  signal: AbortSignal;
};

async function send(
  messenger: Messenger,
  { job, payload, person, before, signal }: Sending,
): Promise<JobResult> {
  const { deliveries, now } = messenger;
  const { kind, notice, until } = payload;
  const left = until === null ? Number.POSITIVE_INFINITY : Math.ceil((until - now()) / 1000);
  const outgoing: Outgoing = {
    id: job.id,
    // A reminder kept over a night may be too late for its word.
    text: notice === null ? "update" : textOf(kind),
    urgent: kind === "crisis",
    ttl: Math.max(1, Math.min(ttlOf(kind), left)),
  };
  deliveries.begin(job.id, payload, now());
  const sent = await carry(messenger, payload, person, outgoing, { before, signal });
  switch (sent.result) {
    case "sent":
      deliveries.sent(job.id);
      if (payload.channel === "mail") forgetBounce(messenger.db, person.id);
      return done;
    case "retry":
      if (!sent.uncertain) deliveries.forget(job.id);
      return {
        outcome: "retry",
        error: `${payload.channel}: ${sent.error}`,
        ...(sent.afterMs === undefined ? {} : { afterMs: sent.afterMs }),
      };
    case "dead-address":
      deliveries.forget(job.id);
      dropAddress(messenger, payload, person);
      return done;
    case "hard-bounce":
      deliveries.forget(job.id);
      recordBounce(messenger.db, {
        person: person.id,
        address: person.email,
        at: now(),
        detail: sent.detail,
      });
      return done;
    case "failed":
      deliveries.forget(job.id);
      return { outcome: "failed", error: `${payload.channel}: ${sent.error}` };
    default:
      return unreachable(sent);
  }
}

async function carry(
  { channels, subscriptions, db }: Messenger,
  { channel, subscription }: Pick<DeliveryPayload, "channel" | "subscription">,
  person: Person,
  outgoing: Outgoing,
  options: { before: number | null; signal: AbortSignal },
): Promise<Sent> {
  const gone: Sent = { result: "dead-address", detail: "there is no such address any more" };
  switch (channel) {
    case "push": {
      const to = subscription === null ? null : subscriptions.byId(subscription);
      // A browser that somebody else signed in on since is theirs.
      return to === null || to.person !== person.id ? gone : channels.push.send(to, outgoing, options);
    }
    case "mail": {
      const refuses = bounceOf(db, person.id, person.email) !== null;
      return channels.mail === null || refuses ? gone : channels.mail.send(person.email, outgoing, options);
    }
    case "sms": {
      const { phone } = readSettings(db, person.id);
      return channels.sms === null || phone === null ? gone : channels.sms.send(phone, outgoing, options);
    }
    default:
      return unreachable(channel);
  }
}

/** A browser that unsubscribed is dropped, a number that takes no messages too; a mail address stays the account's. */
function dropAddress(
  { subscriptions, db, channels }: Messenger,
  { channel, subscription }: DeliveryPayload,
  person: Person,
): void {
  if (channel === "push" && subscription !== null && subscriptions.byId(subscription)?.person === person.id) {
    subscriptions.drop(subscription);
  }
  if (channel === "sms" && channels.sms !== null) storeSettings(db, person.id, { phone: null });
}
