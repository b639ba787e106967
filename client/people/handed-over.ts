import { notifications } from "@mantine/notifications";

/** Says what happened to the caseload; nothing when there was none. */
export function sayHandedOver(count: number, to: string | null): void {
  if (count === 0) return;
  const tickets = count === 1 ? "1 ticket" : `${count} tickets`;
  notifications.show({ message: `${tickets} went ${to === null ? "back to the queue" : `to ${to}`}.` });
}
