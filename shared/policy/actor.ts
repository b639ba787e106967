import type { AccountStanding, Role } from "./roles.ts";

/** Who acts. `system` is the server itself. The role is the one they have now, never the one they had when they wrote. */
export type Actor = {
  id: string;
  role: Role | "system";
  status: AccountStanding;
  /** True only on the route that has just checked their password again. */
  proved?: boolean;
};

export const system: Actor = { id: "system", role: "system", status: "active" };
