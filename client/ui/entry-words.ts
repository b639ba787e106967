import type { Entry } from "../../shared/entries/entry.ts";
import { deeds } from "../../shared/policy/deeds.ts";
import { cameAfterStart } from "../../shared/ticket/came-after-start.ts";
import {
  attendanceWords,
  cancelReasonWords,
  categoryWords,
  modeWords,
  resolutionWords,
  unclaimReasonWords,
  urgencyWords,
} from "./code-words.ts";
import { dateInZone, fullDate, ownZone } from "./time-words.ts";

/**
 * An entry in words: `Dr. Ada Park claimed this ticket`, with what it says after a colon.
 * @param acceptedAt when the server took it, ms; left out while it waits
 * @param reasons whether the reasons of the staff are said; a student is not told why someone gave them back
 */
export function entryWords(
  entry: Entry,
  { nameOf, reasons, acceptedAt }: { nameOf: (id: string) => string; reasons: boolean; acceptedAt?: number },
): string {
  const detail = detailOf(entry, nameOf, reasons);
  const deed =
    entry.type === "session.scheduled" && cameAfterStart(entry, acceptedAt)
      ? "scheduled a session, but this came after its start"
      : deeds[entry.type];
  return `${nameOf(entry.by)} ${deed}${detail === null ? "" : `: ${detail}`}`;
}

function detailOf(entry: Entry, nameOf: (id: string) => string, reasons: boolean): string | null {
  switch (entry.type) {
    case "ticket.opened":
      return [categoryWords[entry.category], urgencyWords[entry.urgency], modeWords[entry.mode]].join(", ");
    case "ticket.edited":
      return [
        entry.category === undefined ? null : categoryWords[entry.category],
        entry.mode === undefined ? null : modeWords[entry.mode],
      ]
        .filter((word) => word !== null)
        .join(", ");
    case "ticket.triaged":
      return entry.category === undefined
        ? urgencyWords[entry.urgency]
        : `${urgencyWords[entry.urgency]}, ${categoryWords[entry.category]}`;
    case "ticket.unclaimed":
      return reasons ? unclaimReasonWords[entry.reason] : null;
    case "ticket.assigned":
      return `to ${nameOf(entry.to) === "You" ? "you" : nameOf(entry.to)}`;
    case "session.scheduled":
      return `${dateInZone(entry.startsAt, ownZone())}, ${entry.minutes} minutes, ${modeWords[entry.mode]}`;
    case "session.cancelled":
      return cancelReasonWords[entry.reason];
    case "session.completed":
      return attendanceWords[entry.attendance];
    case "ticket.closed":
      return resolutionWords[entry.resolution];
    case "account.recovered":
      return nameOf(entry.person) === "You" ? "yours" : nameOf(entry.person);
    case "access.opened":
      return `until ${fullDate(entry.until)}`;
    default:
      return null;
  }
}

/** What a person wrote in this entry, in full; null when it holds facts only. */
export function wordsIn(entry: Entry): string | null {
  switch (entry.type) {
    case "chat.message":
      return entry.body;
    case "request.written":
      return [entry.title, entry.description].filter((text) => text !== "").join("\n\n");
    case "request.edited":
      return [entry.title, entry.description]
        .filter((text) => text !== undefined && text !== "")
        .join("\n\n");
    case "session.linked":
      return entry.url;
    default:
      return null;
  }
}
