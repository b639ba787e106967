import { z } from "zod";
import { shownName } from "../../shared/names/person-name.ts";
import { type AccountStanding, type Role, roles, standings } from "../../shared/policy/roles.ts";

export type Person = { id: string; name: string; email: string; role: Role; status: AccountStanding };

/** Parses a row of the view `people`: the `user` table, with `withheld` where a recovery is not confirmed. */
export const personRow = z.object({
  id: z.string(),
  /** Those from before `accounts/names.ts` judged them are shown without what could deceive. */
  name: z.string().transform(shownName),
  email: z.string(),
  role: z.enum(roles),
  status: z.enum(standings),
}) satisfies z.ZodType<Person>;

export const personColumns = "u.id, u.name, u.email, u.role, u.status";
