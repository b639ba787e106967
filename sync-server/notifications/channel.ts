import type { NoticeKind } from "../../shared/notifications/kinds.ts";
import type { TextCode } from "../../shared/notifications/texts.ts";

/** What goes out: a text of ours and nothing else. `id` is the delivery's own, the same at every try. */
export type Outgoing = {
  id: string;
  text: TextCode;
  /** Somebody may be in danger: the service is asked to deliver at once. */
  urgent: boolean;
  /** A one-time link, for a mail to the owner of an account and for nothing else. */
  link?: string;
  /** Seconds for which it is worth delivering. */
  ttl: number;
};

/** What became of one try. A `detail` or `error` is technical, for admins, and holds no address. */
export type Sent =
  | { result: "sent" }
  /** The address is no more: it is dropped. */
  | { result: "dead-address"; detail: string }
  /** The mailbox refuses; nothing goes there until the person has another or tests it. */
  | { result: "hard-bounce"; detail: string }
  /** `uncertain`: it may have gone out all the same. */
  | { result: "retry"; error: string; afterMs?: number; uncertain: boolean }
  | { result: "failed"; error: string };

/** A way out of the app. */
export interface Channel<Address> {
  /** @param before when an earlier try began whose end nobody knows, in ms; null at the first */
  send(
    to: Address,
    outgoing: Outgoing,
    options: { before: number | null; signal: AbortSignal },
  ): Promise<Sent>;
  close?(): void;
}

/** Seconds for which each kind is worth delivering: a page is repeated anyway, the rest is in the app. */
export function ttlOf(kind: NoticeKind): number {
  return kind === "crisis" ? 10 * 60 : kind === "reminder" ? 3_600 : 86_400;
}

/** Milliseconds in a `Retry-After` header: seconds or a date (RFC 9110 10.2.3); undefined when there is none. */
export function retryAfterMs(header: string | null | undefined, now: number): number | undefined {
  if (header === null || header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
