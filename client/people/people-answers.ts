import { z } from "zod";
import { person } from "../../shared/api/account.ts";

const personWithTimes = person.extend({ createdAt: z.string(), lastSeenAt: z.string().nullable() });
/** A person as admins see them. */
export type PersonWithTimes = z.output<typeof personWithTimes>;

export const peopleAnswer = z.object({ people: z.array(personWithTimes) });
export const personAnswer = z.object({ person });
/** `handedOver`: how many tickets went to somebody else, or back to the queue. */
export const handedOverAnswer = z.object({ person, handedOver: z.number() });
/** A one-time link; the server cannot say it again. */
export const linkAnswer = z.object({ link: z.string() });
/** The link is shown only where it cannot be mailed. */
export const resetAnswer = z.object({ link: z.string().optional() });

const invitation = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(["counselor", "admin"]),
  createdAt: z.string(),
  expiresAt: z.string(),
});
export type Invitation = z.output<typeof invitation>;
export const invitationsAnswer = z.object({ invitations: z.array(invitation) });
