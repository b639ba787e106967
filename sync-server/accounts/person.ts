import { z } from "zod";
import { shownName } from "../../shared/names/person-name.ts";
import { type AccountStatus, accountStatuses, type Role, roles } from "../../shared/policy/roles.ts";

export type Person = { id: string; name: string; email: string; role: Role; status: AccountStatus };

/** Parses a row of the `user` table, of which only this is ours to read. */
export const personRow = z.object({
  id: z.string(),
  /** Those from before `accounts/names.ts` judged them are shown without what could deceive. */
  name: z.string().transform(shownName),
  email: z.string(),
  role: z.enum(roles),
  status: z.enum(accountStatuses),
}) satisfies z.ZodType<Person>;

export const personColumns = "u.id, u.name, u.email, u.role, u.status";
