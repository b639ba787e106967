import type { Role } from "../policy/roles.ts";

/** Ways out of the app. What stands in the app itself always stands there. */
export const channels = ["push", "mail", "sms"] as const;
export type ChannelName = (typeof channels)[number];

/** What a person can be told. A code is kept for ever: rows hold it. */
export const noticeKinds = [
  "message",
  "claimed",
  "session-scheduled",
  "session-moved",
  "session-cancelled",
  "reminder",
  "handed-over",
  "closed",
  "reopened",
  "new-ticket",
  "assigned",
  "crisis",
  "crisis-taken",
  "crisis-over",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What a person chooses channels for; several kinds share one choice. */
export const topics = [
  "message",
  "claimed",
  "session",
  "reminder",
  "handed-over",
  "closed",
  "new-ticket",
  "assigned",
  "crisis",
] as const;
export type Topic = (typeof topics)[number];

const topicOfKind: { readonly [Kind in NoticeKind]: Topic } = {
  message: "message",
  claimed: "claimed",
  "session-scheduled": "session",
  "session-moved": "session",
  "session-cancelled": "session",
  reminder: "reminder",
  "handed-over": "handed-over",
  closed: "closed",
  reopened: "closed",
  "new-ticket": "new-ticket",
  assigned: "assigned",
  crisis: "crisis",
  "crisis-taken": "crisis",
  "crisis-over": "crisis",
};

export function topicOf(kind: NoticeKind): Topic {
  return topicOfKind[kind];
}

/** A crisis and its end reach people at any hour, and nobody waits to see whether they look by themselves. */
export function isUrgent(kind: NoticeKind): boolean {
  return topicOfKind[kind] === "crisis";
}

/** The topics that a person of this role can meet. */
export function topicsOf(role: Role): readonly Topic[] {
  switch (role) {
    case "student":
      return ["message", "claimed", "session", "reminder", "handed-over", "closed"];
    case "counselor":
      return ["message", "session", "reminder", "handed-over", "closed", "new-ticket", "assigned", "crisis"];
    case "admin":
      return [];
  }
}
