import { z } from "zod";
import type { NoticeKind } from "./kinds.ts";

/**
 * Everything that leaves the app is one of these. They stand on lock screens, in mailboxes and at telephone companies,
 * so none says who, what or about whom.
 */
export const textCodes = [
  "update",
  "reminder",
  "urgent",
  "urgent-taken",
  "urgent-over",
  "test",
  "account-exists",
  "finish-sign-up",
  "set-password",
  "password-set",
  "password-set-withheld",
  "recovery-confirmed",
  "people-waiting",
] as const;
export type TextCode = (typeof textCodes)[number];

export const locales = ["en"] as const;
export type Locale = (typeof locales)[number];

export const texts: { readonly [Each in Locale]: { readonly [Code in TextCode]: string } } = {
  en: {
    update: "You have an update.",
    reminder: "Reminder: you have an appointment.",
    urgent: "Something urgent is waiting. Please look now.",
    "urgent-taken": "The urgent request has been taken.",
    "urgent-over": "The urgent request needs nobody any more.",
    test: "This is a test. It works.",
    "account-exists": "Somebody tried to create an account with your address.",
    "finish-sign-up": "Finish creating your account.",
    "set-password": "Set a new password.",
    "password-set": "A new password was set for your account.",
    "password-set-withheld":
      "A new password was set for your account. Nothing can be read there until somebody confirms that it was you.",
    "recovery-confirmed": "Your new password was confirmed. Your account works as before.",
    "people-waiting": "New accounts are waiting for your approval.",
  },
};

export function textOf(kind: NoticeKind): TextCode {
  switch (kind) {
    case "reminder":
      return "reminder";
    case "crisis":
      return "urgent";
    case "crisis-taken":
      return "urgent-taken";
    case "crisis-over":
      return "urgent-over";
    default:
      return "update";
  }
}

/** What a push message carries: a code, and the words are the worker's own. */
export const pushPayload = z.strictObject({ v: z.literal(1), text: z.enum(textCodes) });
export type PushPayload = z.output<typeof pushPayload>;
