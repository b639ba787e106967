import { randomUUID } from "node:crypto";
import type { ChannelName } from "../../shared/notifications/kinds.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { Person } from "../accounts/person.ts";
import { forgetBounce, recordBounce } from "./bounces.ts";
import type { Outgoing, Sent } from "./channel.ts";
import type { Messenger } from "./messenger.ts";
import { readSettings, storeSettings } from "./person-settings.ts";

/** Milliseconds that a person who pressed a button waits. */
const patienceMs = 30_000;

type Tested = { sent: boolean; detail: string };
const no = (detail: string): Tested => ({ sent: false, detail });

/** Sends a test to the person's own address on one channel, now, whatever they chose, and says in words how it went. */
export async function sendTest(messenger: Messenger, person: Person, channel: ChannelName): Promise<Tested> {
  const { channels, db, subscriptions, now } = messenger;
  const outgoing: Outgoing = { id: `test:${randomUUID()}`, text: "test", urgent: false, ttl: 600 };
  const options = { before: null, signal: AbortSignal.timeout(patienceMs) };
  switch (channel) {
    case "push": {
      const browsers = subscriptions.of(person.id);
      if (browsers.length === 0)
        return no("None of your browsers takes push messages yet. Turn them on there first.");
      const sent = await Promise.all(
        browsers.map(async (browser) => {
          const result = await channels.push.send(browser, outgoing, options);
          if (result.result === "dead-address") subscriptions.drop(browser.id);
          return result;
        }),
      );
      return sent.find(({ result }) => result === "sent") ? wordsFor({ result: "sent" }) : wordsFor(sent[0]);
    }
    case "mail": {
      if (channels.mail === null) return no("E-mail is not set up on this campus.");
      const sent = await channels.mail.send(person.email, outgoing, options);
      if (sent.result === "sent") forgetBounce(db, person.id);
      if (sent.result === "hard-bounce") {
        recordBounce(db, { person: person.id, address: person.email, at: now(), detail: sent.detail });
      }
      return wordsFor(sent);
    }
    case "sms": {
      if (channels.sms === null) return no("Text messages are not set up on this campus.");
      const { phone } = readSettings(db, person.id);
      if (phone === null) return no("Give your number first.");
      const sent = await channels.sms.send(phone, outgoing, options);
      if (sent.result === "dead-address") storeSettings(db, person.id, { phone: null });
      return wordsFor(sent);
    }
    default:
      return unreachable(channel);
  }
}

function wordsFor(sent: Sent | undefined): Tested {
  switch (sent?.result) {
    case "sent":
      return { sent: true, detail: "Sent. It should arrive within a minute." };
    case "dead-address":
      return no(`That address does not take messages, so it was removed: ${sent.detail}.`);
    case "hard-bounce":
      return no(`The mailbox refuses mail: ${sent.detail}.`);
    case "retry":
    case "failed":
      return no(`It could not be sent: ${sent.error}.`);
    case undefined:
      return no("It could not be sent.");
    default:
      return unreachable(sent);
  }
}
