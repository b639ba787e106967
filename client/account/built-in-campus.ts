import type { Campus } from "../../shared/api/account.ts";
import { fallbackLines } from "../ui/crisis-line.ts";

/** What the app says until it has heard from its campus once. */
export const builtInCampus: Campus = {
  name: "Alcove",
  crisisLines: [...fallbackLines],
  responseHours: "Messages are not read around the clock.",
  demo: false,
  signUp: { domains: [] },
  mail: false,
  typicalWaitMs: null,
};
