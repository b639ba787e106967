import type { PersonRow } from "../replica/schema.ts";

/** Who can be given a ticket, as far as this device has heard: counselors who are not suspended. */
export function mayTake({ role, suspended }: PersonRow): boolean {
  return role === "counselor" && suspended !== true;
}
