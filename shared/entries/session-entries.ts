import { z } from "zod";
import { attendances, cancelReasons, linkProviders, modes } from "./codes.ts";
import { entrySchema, instant } from "./envelope.ts";

/** Minutes; a session is neither a blink nor a day. */
export const sessionMinutes = { least: 5, most: 480 } as const;

/** An IANA zone name such as `Europe/Berlin`; the form only, since zone lists differ between devices. */
const timeZone = z.string().regex(/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/, "not an IANA time zone name");

const notHttps = "a link must be an https address";

/** Characters of a meeting link at most. */
export const linkCharacters = 2_000;

/** Checked and never changed: zod's own URL type strips white space, and would fold another text than the log holds. */
const httpsUrl = z
  .string()
  .max(linkCharacters)
  .regex(/^https:\/\/\S+$/, notHttps)
  .refine((text) => URL.canParse(text), notHttps);

export const sessionScheduled = entrySchema("session.scheduled", {
  sessionId: z.uuid(),
  startsAt: instant,
  minutes: z.int().min(sessionMinutes.least).max(sessionMinutes.most),
  mode: z.enum(modes),
  timeZone,
});
export const sessionCancelled = entrySchema("session.cancelled", {
  sessionId: z.uuid(),
  reason: z.enum(cancelReasons),
});
export const sessionStarted = entrySchema("session.started", { sessionId: z.uuid().optional() });
export const sessionCompleted = entrySchema("session.completed", { attendance: z.enum(attendances) });

export const sessionLinked = entrySchema("session.linked", {
  sessionId: z.uuid(),
  url: httpsUrl,
  provider: z.enum(linkProviders),
});
export const sessionLinkFailed = entrySchema("session.linkFailed", {
  sessionId: z.uuid(),
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "not a code"),
});
