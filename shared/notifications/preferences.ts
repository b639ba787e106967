import { z } from "zod";
import { type ChannelName, channels, type Topic, topics } from "./kinds.ts";

const choice = z.strictObject({ push: z.boolean(), mail: z.boolean(), sms: z.boolean() });
export type ChannelChoice = z.output<typeof choice>;

export const preferencesSchema = z.strictObject({
  message: choice,
  claimed: choice,
  session: choice,
  reminder: choice,
  "handed-over": choice,
  closed: choice,
  "new-ticket": choice,
  assigned: choice,
  crisis: choice,
} satisfies Record<Topic, typeof choice>);
export type Preferences = z.output<typeof preferencesSchema>;

const pushAndMail: ChannelChoice = { push: true, mail: true, sms: false };

/**
 * What holds until a person has chosen: their devices and their mailbox; a text message only where somebody may be
 * in danger. A new ticket is in the queue anyway and fills no mailbox.
 */
export const defaultPreferences: Preferences = {
  message: pushAndMail,
  claimed: pushAndMail,
  session: pushAndMail,
  reminder: pushAndMail,
  "handed-over": pushAndMail,
  closed: pushAndMail,
  "new-ticket": { push: true, mail: false, sms: false },
  assigned: pushAndMail,
  crisis: { push: true, mail: true, sms: true },
};

/**
 * The channels that something about a topic goes out by, of those that reach the person. A crisis is never silenced
 * by choices that happen to reach nobody: then it goes by every channel that does.
 * @param reachable channels that are set up and for which the person has an address
 */
export function channelsFor(
  topic: Topic,
  preferences: Preferences,
  reachable: ReadonlySet<ChannelName>,
): ChannelName[] {
  const able = channels.filter((channel) => reachable.has(channel));
  const chosen = able.filter((channel) => preferences[topic][channel]);
  return chosen.length === 0 && topic === "crisis" ? able : chosen;
}

/** Preferences as stored by any version: a topic that was not there yet has its default. */
export const storedPreferences = preferencesSchema
  .partial()
  .catch({})
  .transform((stored): Preferences => {
    const complete = { ...defaultPreferences };
    for (const topic of topics) complete[topic] = stored[topic] ?? defaultPreferences[topic];
    return complete;
  });
