import { z } from "zod";
import { roles } from "../../shared/policy/roles.ts";

const recovery = z.object({
  person: z.object({ id: z.string(), name: z.string(), role: z.enum(roles) }),
  since: z.string(),
  way: z.enum(["mail", "admin", "console"]),
  madeByName: z.string().nullable(),
});
/** An account with a new password that this counselor can confirm. */
export type Recovery = z.output<typeof recovery>;

export const recoveriesAnswer = z.object({ recoveries: z.array(recovery) });
