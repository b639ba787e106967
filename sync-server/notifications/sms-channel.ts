import { texts } from "../../shared/notifications/texts.ts";
import type { Channel, Sent } from "./channel.ts";

/** A telephone company's way to send a text message. */
export interface SmsProvider {
  /** @param to E.164 */
  send(to: string, text: string, signal: AbortSignal): Promise<Sent>;
  /** Was this text sent to this number at or after a time (ms)? @throws when nobody can say */
  wasSent(to: string, text: string, since: number, signal: AbortSignal): Promise<boolean>;
}

/** Text messages. After a try whose end nobody knows the provider is asked first: a message is never sent twice. */
export function smsChannel(provider: SmsProvider): Channel<string> {
  return {
    async send(to, { text }, { before, signal }): Promise<Sent> {
      const words = `Alcove: ${texts.en[text]}`;
      if (before !== null) {
        try {
          if (await provider.wasSent(to, words, before, signal)) return { result: "sent" };
        } catch (error) {
          return {
            result: "retry",
            error: error instanceof Error ? error.message : String(error),
            uncertain: true,
          };
        }
      }
      return provider.send(to, words, signal);
    },
  };
}
