import { z } from "zod";
import { channels, noticeKinds } from "../../shared/notifications/kinds.ts";
import type { Job } from "../jobs/job.ts";

const kind = z.enum(noticeKinds);

/** Somebody is to be told in the app, and from there by what they chose. `to` null: a group that the kind names. */
export const noticePayload = z.object({
  ticket: z.string(),
  entry: z.string(),
  notice: kind,
  to: z.array(z.string()).nullable(),
  by: z.string().nullable(),
  message: z.string().nullable(),
});
export type NoticePayload = z.output<typeof noticePayload>;

/** Somebody may not have seen what was said in a conversation. */
export const messageNoticePayload = z.object({ ticket: z.string() });

/** One message to one address. */
export const deliveryPayload = z.object({
  person: z.string(),
  channel: z.enum(channels),
  /** Which of the person's browsers, for push. */
  subscription: z.string().nullable(),
  kind,
  ticket: z.string(),
  /** The notice it repeats outside; null for what gathers all of a night. */
  notice: z.string().nullable(),
  message: z.string().nullable(),
  /** When it is of no use any more, ms; null: never. */
  until: z.number().nullable(),
});
export type DeliveryPayload = z.output<typeof deliveryPayload>;

export const reminderPayload = z.object({
  ticket: z.string(),
  entry: z.string(),
  lead: z.enum(["day", "hour"]),
  startsAt: z.number(),
});

export const pagePayload = z.object({ ticket: z.string(), entry: z.string(), raisedAt: z.number() });

/** A job's payload in the form that its kind has. @throws when it is another version's */
export function payloadOf<T extends z.ZodType>(job: Job, schema: T): z.output<T> {
  return schema.parse(job.payload);
}
