import { notAdmitted } from "../../shared/refusal.ts";
import { meAnswer } from "./answers.ts";
import { ApiProblem, api, NetworkProblem, nothing } from "./api.ts";
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

/** Ends the sign-in on the server; the cookie is HttpOnly, so only the server can end it. @throws NetworkProblem */
export async function tellSignOut(): Promise<void> {
  try {
    await api.post("/api/auth/sign-out", {}, nothing);
  } catch (error) {
    if (error instanceof NetworkProblem) throw error;
    // Nobody was signed in any more: as good.
  }
  await deviceMemory.setOwesSignOut(false);
}
