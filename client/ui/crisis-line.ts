/** A line a person in a crisis can call; an empty `phone` means that there is nothing to dial yet. */
export type CrisisLine = { name: string; phone: string; note: string };

/** Shown until this device has heard from its campus once. 112 reaches help in Europe and from mobile phones in many other countries. */
export const fallbackLines: readonly CrisisLine[] = [
  {
    name: "Emergency services",
    phone: "112",
    note: "If a life is in danger now. Outside Europe your country's own emergency number may be another one.",
  },
];

/** What the device dials: spaces and brackets are for reading. */
export function telLink(phone: string): string {
  return `tel:${phone.replace(/[^+\d*#]/g, "")}`;
}
