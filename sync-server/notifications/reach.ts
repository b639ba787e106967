import type { ChannelName, NoticeKind } from "../../shared/notifications/kinds.ts";
import { topicOf } from "../../shared/notifications/kinds.ts";
import { channelsFor } from "../../shared/notifications/preferences.ts";
import type { Person } from "../accounts/person.ts";
import { bounceOf } from "./bounces.ts";
import type { Messenger } from "./messenger.ts";
import { readSettings } from "./person-settings.ts";

/** An address of a person outside the app. */
export type Target = { channel: ChannelName; subscription: string | null };

/** Where something of this kind goes for this person, by what is set up, what they have and what they chose. */
export function targetsFor(messenger: Messenger, person: Person, kind: NoticeKind): Target[] {
  const { db, subscriptions, channels } = messenger;
  const settings = readSettings(db, person.id);
  const browsers = subscriptions.of(person.id);
  const reachable = new Set<ChannelName>();
  if (browsers.length > 0) reachable.add("push");
  if (channels.mail !== null && bounceOf(db, person.id, person.email) === null) reachable.add("mail");
  if (channels.sms !== null && settings.phone !== null) reachable.add("sms");
  return channelsFor(topicOf(kind), settings.preferences, reachable).flatMap((channel): Target[] =>
    channel === "push"
      ? browsers.map(({ id }) => ({ channel, subscription: id }))
      : [{ channel, subscription: null }],
  );
}
