import type { ChannelName, Topic } from "../../shared/notifications/kinds.ts";
import type { Role } from "../../shared/policy/roles.ts";

export const channelWords: { readonly [Channel in ChannelName]: string } = {
  push: "Push",
  mail: "E-mail",
  sms: "SMS",
};

const words: { readonly [Each in Topic]: string } = {
  message: "A new message",
  claimed: "A counselor takes your ticket",
  session: "A session is planned, moved or cancelled",
  reminder: "Reminders, a day and an hour before a session",
  "handed-over": "Another counselor takes over",
  closed: "A ticket is closed or opened again",
  "new-ticket": "A new ticket in the queue",
  assigned: "A ticket is handed to you",
  crisis: "A crisis that nobody has",
};

/** What a person chooses channels for, in their own terms. */
export function topicWords(topic: Topic, role: Role): string {
  return topic === "handed-over" && role === "counselor"
    ? "One of your tickets goes to somebody else"
    : words[topic];
}
