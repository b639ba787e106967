import { z } from "zod";
import { meAnswer } from "../../shared/api/account.ts";
import { notAdmitted } from "../../shared/refusal.ts";
import { ApiProblem, api, NetworkProblem } from "./api.ts";
import { deviceMemory } from "./device-memory.ts";
import type { WhoAmI } from "./standing.ts";

/** Asks the server whose sign-in this browser carries. */
export async function whoAmI(): Promise<WhoAmI> {
  try {
    if (await deviceMemory.owesSignOut()) await tellSignOut();
    const { person } = await api.get("/api/me", meAnswer);
    return { answer: "person", me: person };
  } catch (error) {
    const said = error instanceof ApiProblem ? notAdmitted(error.status, error.code) : null;
    if (said === "signed-out") return { answer: "nobody" };
    if (said === "suspended") return { answer: "suspended" };
    if (error instanceof NetworkProblem || error instanceof ApiProblem) return { answer: "unreachable" };
    throw error;
  }
}

/** What only our server says of a sign-out: with anybody else's answer it stays owed. */
const signedOut = z.object({ success: z.literal(true) });

/**
 * Ends the sign-in on the server; the cookie is HttpOnly, so only the server can end it. Until it says so, this stays owed.
 * @throws ApiProblem, NetworkProblem
 */
export async function tellSignOut(): Promise<void> {
  try {
    await api.post("/api/auth/sign-out", {}, signedOut);
  } catch (error) {
    // Nobody is signed in any more: as good. A server that is busy or troubled has ended nothing.
    if (!(error instanceof ApiProblem) || notAdmitted(error.status, error.code) === null) throw error;
  }
  await deviceMemory.setOwesSignOut(false);
}
