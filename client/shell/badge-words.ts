import { unreachable } from "../../shared/unreachable.ts";
import type { Unsent } from "../account/unsent.ts";
import type { ConnectionStatus } from "../sync/connection.ts";

/** What the badge says, and with which look. `detail` is the whole sentence for hovering and screen readers. */
export type BadgeWords = { look: "calm" | "busy" | "offline" | "stopped"; short: string; detail: string };

/** @param clock how a time of day is written here, such as `10:42` */
export function badgeWords(status: ConnectionStatus, clock: (at: number) => string): BadgeWords {
  switch (status.state) {
    case "synced":
      return { look: "calm", short: "synced", detail: "Everything is on the server." };
    case "syncing":
      return {
        look: "busy",
        short: status.waiting === 0 ? "syncing" : `syncing ${status.waiting}`,
        detail:
          status.waiting === 0
            ? "Fetching what is new."
            : `${things(status.waiting)} on the way to the server.`,
      };
    case "offline":
      return {
        look: "offline",
        short: `offline since ${clock(status.since)}`,
        detail:
          status.waiting === 0
            ? `No connection since ${clock(status.since)}. You can go on working.`
            : `No connection since ${clock(status.since)}. ${things(status.waiting)} will be sent when it is back.`,
      };
    case "signed-out":
      return { look: "stopped", short: "signed out", detail: "Sign in again to go on." };
    case "suspended":
      return { look: "stopped", short: "suspended", detail: "This account is suspended." };
    case "full":
      return {
        look: "stopped",
        short: "device is full",
        detail:
          status.waiting === 0
            ? "This device is full: nothing new can be kept on it. Free some space, and it goes on by itself."
            : `This device is full: nothing new can be kept on it. ${things(status.waiting)} kept before will be sent when it has room.`,
      };
    case "broken":
      return {
        look: "stopped",
        short: "storage problem",
        detail:
          status.waiting === 0
            ? "Alcove could not read or save on this device. It tries again by itself."
            : `Alcove could not read or save on this device. It tries again by itself. ${things(status.waiting)} not sent yet.`,
      };
    case "outdated":
      return {
        look: "stopped",
        short: "update needed",
        detail:
          "This version of the app and the server's do not fit together, so nothing is sent or fetched.",
      };
    default:
      return unreachable(status);
  }
}

/** `2 not accepted`, or null when the tray is empty. */
export function trayWords(count: number): string | null {
  return count === 0 ? null : `${count} not accepted`;
}

/** `1,240 of 2,000 tickets`; null while it is not the first sync. */
export function progressWords(status: ConnectionStatus): string | null {
  if (status.state !== "syncing" || status.progress === null) return null;
  const { done, total } = status.progress;
  return `${done.toLocaleString("en")} of ${total.toLocaleString("en")} tickets`;
}

/** Without the server for so long and a banner says so; shorter gaps are the badge's alone. */
export const bannerAfterMs = 15_000;

/** In how many ms the banner is due; null when it is not (0: now). */
export function bannerDue(status: ConnectionStatus, now: number): number | null {
  if (status.state !== "offline") return null;
  // A clock that was set back meanwhile makes it no later.
  return Math.min(bannerAfterMs, Math.max(0, status.since + bannerAfterMs - now));
}

/** `2 things not sent yet and 1 draft`: what was on a device that its browser cleared. */
export function lostWords({ waiting, refused, drafts }: Unsent): string {
  const parts = [
    waiting > 0 ? `${things(waiting)} not sent yet` : null,
    refused > 0 ? `${things(refused)} not accepted` : null,
    drafts > 0 ? (drafts === 1 ? "1 draft" : `${drafts} drafts`) : null,
  ].filter((part) => part !== null);
  const last = parts.pop() ?? "";
  return parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
}

function things(count: number): string {
  return count === 1 ? "1 thing" : `${count.toLocaleString("en")} things`;
}
