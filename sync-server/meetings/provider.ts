import type { LinkTrouble } from "../../shared/meetings/link-trouble.ts";

/** Providers that make meetings; a pasted link needs none. */
export const madeBy = ["google-meet", "jitsi"] as const;
export type MadeBy = (typeof madeBy)[number];

/** One meeting as a provider is told of it. Nothing of the ticket is in it. */
export type Meeting = {
  /** A UUID derived from the session: a repeat finds what the first try made. */
  id: string;
  /** At the provider, in whose name; null where it has no accounts. */
  account: string | null;
  /** Milliseconds since the epoch. */
  startsAt: number;
  minutes: number;
  /** Mail addresses to invite; empty unless the campus allows it. */
  attendees: string[];
};

/** `retry`: the next try may succeed without anybody's doing. `afterMs`: the service asked for so long a wait. */
export type Trouble = { outcome: "trouble"; code: LinkTrouble; retry: boolean; afterMs?: number };

export type MeetingProvider = {
  name: MadeBy;
  /** In whose name a counselor's meetings are made. */
  accountOf(counselorId: string): { outcome: "account"; account: string | null } | Trouble;
  /** Makes the meeting, or finds the one that an earlier try made. `gone`: it was made and deleted; its id is spent. */
  make(
    meeting: Meeting,
    signal: AbortSignal,
  ): Promise<{ outcome: "made"; url: string } | { outcome: "gone" } | Trouble>;
  /** `gone`: somebody deleted it there. */
  move(meeting: Meeting, signal: AbortSignal): Promise<{ outcome: "moved" } | { outcome: "gone" } | Trouble>;
  /** Removing what is not there succeeds. */
  remove(
    meeting: Pick<Meeting, "id" | "account">,
    signal: AbortSignal,
  ): Promise<{ outcome: "removed" } | Trouble>;
};
