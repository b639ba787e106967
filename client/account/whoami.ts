import { z } from "zod";
import { meAnswer } from "../../shared/api/account.ts";
import { notAdmitted } from "../../shared/refusal.ts";
import { ApiProblem, api, NetworkProblem } from "./api.ts";
import { deviceMemory } from "./device-memory.ts";
import type { WhoAmI } from "./standing.ts";

/** Asks the server whose sign-in this browser carries. */
export async function whoAmI(): Promise<WhoAmI> {
  try {
    if (await deviceMemory.owesSignOut()) {
      // What the cookie says now is about whoever leaves, or already about whoever comes.
      if (comings > 0) return { answer: "unreachable" };
      await tellSignOut();
    }
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
  const mine = new AbortController();
  leavings.add(mine);
  try {
    await api.post("/api/auth/sign-out", {}, signedOut, mine.signal);
  } catch (error) {
    // Nobody is signed in any more: as good. A server that is busy or troubled has ended nothing.
    if (!(error instanceof ApiProblem) || notAdmitted(error.status, error.code) === null) throw error;
  } finally {
    leavings.delete(mine);
  }
  await deviceMemory.setOwesSignOut(false);
}

/** Sign-outs that the server has not answered, and sign-ins that go on. */
const leavings = new Set<AbortController>();
let comings = 0;

/**
 * Runs a sign-in, its request to `enter`. A sign-out that is still unanswered is given up first: its late answer would clear the new
 * cookie. Nothing is lost by that: a sign-in ends the one that the browser came with, and a failed one leaves the sign-out owed.
 */
export async function comingIn<Result>(signIn: () => Promise<Result>): Promise<Result> {
  for (const leaving of leavings) leaving.abort();
  comings++;
  try {
    return await signIn();
  } finally {
    comings--;
  }
}
