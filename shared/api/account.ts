import { z } from "zod";
import { accountStatuses, confirmers, roles } from "../policy/roles.ts";

/** One's own account, or a person as admins see them. */
export const person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  status: z.enum(accountStatuses),
  withheld: z.enum(confirmers).optional(),
});
export type Person = z.output<typeof person>;

export const crisisLine = z.object({ name: z.string(), phone: z.string(), note: z.string() });

/** `GET /api/campus`: what anybody may know. */
export const campus = z.object({
  name: z.string(),
  crisisLines: z.array(crisisLine),
  responseHours: z.string(),
  demo: z.boolean(),
  signUp: z.object({ domains: z.array(z.string()) }),
  /** Whether a forgotten password mails its owner a link; a server from before cannot. */
  mail: z.boolean().default(false),
  /** How long until somebody takes a ticket on, ms; null: too few to say. What a device remembers may be older. */
  typicalWaitMs: z.number().nonnegative().nullable().default(null),
});
export type Campus = z.output<typeof campus>;
/** What the server may answer. */
export type CampusAnswer = z.input<typeof campus>;

/** `GET /api/me`. */
export const meAnswer = z.object({ person });
/** The person, and what only a newer device reads. */
export type MeAnswer = z.input<typeof meAnswer> & Record<string, unknown>;
