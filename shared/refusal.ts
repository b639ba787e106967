import { z } from "zod";

/** How our server says no over HTTP. Anything else with the same status is a proxy's or a captive portal's. */
export const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** What our server said of the one who asks: they are nobody, or their account is not active. */
export type NotAdmitted = "signed-out" | "suspended" | "pending";

const codes: ReadonlyMap<string, { status: number; means: NotAdmitted }> = new Map([
  ["signed-out", { status: 401, means: "signed-out" }],
  ["account-suspended", { status: 403, means: "suspended" }],
  ["account-inactive", { status: 403, means: "suspended" }],
  ["account-pending", { status: 403, means: "pending" }],
]);

/** Status and code must both be ours; null: this answer says nothing about who is signed in. */
export function notAdmitted(status: number, code: string): NotAdmitted | null {
  const known = codes.get(code);
  return known !== undefined && known.status === status ? known.means : null;
}

/** The same of an answer as it came, of whatever form. */
export function notAdmittedBy(status: number, text: string): NotAdmitted | null {
  const said = refusalIn(text);
  return said === null ? null : notAdmitted(status, said.code);
}

/** What a body says in the form of our refusals; null for any other body. */
export function refusalIn(text: string): { code: string; message: string } | null {
  try {
    return refusal.safeParse(JSON.parse(text)).data?.error ?? null;
  } catch {
    return null;
  }
}
