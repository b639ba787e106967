import { z } from "zod";
import { noticeKinds } from "./kinds.ts";
import { preferencesSchema } from "./preferences.ts";
import { quietHours } from "./quiet-hours.ts";

/** One thing a person was told in the app. Facts only; the words are the app's. Times in ms. */
export const noticeSchema = z.object({
  id: z.string(),
  kind: z.enum(noticeKinds),
  ticketId: z.string(),
  /** Who did it, where that is for this person to know. */
  by: z.string().nullable(),
  at: z.number(),
  readAt: z.number().nullable(),
});
export type Notice = z.output<typeof noticeSchema>;
export const noticesAnswer = z.object({ notices: z.array(noticeSchema) });

/** E.164 (ITU-T): a plus, the country code, at most 15 digits in all. */
export const phoneNumber = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, "write the number with its country code, such as +4915112345678");

const bounce = z.object({ at: z.number(), detail: z.string() });

/** How a person is reached, what they chose, and what this campus has set up. */
export const notificationsAnswer = z.object({
  preferences: preferencesSchema,
  quiet: quietHours.nullable(),
  phone: z.string().nullable(),
  /** Null for who is no counselor. */
  onCall: z.boolean().nullable(),
  channels: z.object({
    /** `devices`: browsers of this person that take push messages. */
    push: z.object({ publicKey: z.string(), devices: z.number() }),
    mail: z.object({ setUp: z.boolean(), address: z.string(), bounce: bounce.nullable() }),
    sms: z.object({ setUp: z.boolean() }),
  }),
});
export type NotificationsAnswer = z.output<typeof notificationsAnswer>;

/** Mailboxes that refuse our mail, for admins. */
export const bouncesAnswer = z.object({
  bounces: z.array(z.object({ person: z.string(), address: z.string(), at: z.number(), detail: z.string() })),
});

/** What an admin sets: minutes until a crisis nobody has taken is said again. */
export const campusNotifications = z.strictObject({ crisisRepeatMinutes: z.int().min(1).max(60) });
export type CampusNotifications = z.output<typeof campusNotifications>;

/** How a test of a channel went: a sentence for the person who asked. */
export const testAnswer = z.object({ sent: z.boolean(), detail: z.string() });
