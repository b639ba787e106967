import type { Config, GivenSecrets } from "../config.ts";
import type { Channel } from "./channel.ts";
import { mailChannel } from "./mail-channel.ts";
import { smsChannel } from "./sms-channel.ts";
import { twilio } from "./twilio.ts";

/** The mail that this host set up; null: none. @throws when half of it is set */
export function mailOf(
  { outgoing, publicUrl }: Pick<Config, "outgoing" | "publicUrl">,
  { smtpUrl = null }: Partial<GivenSecrets>,
): Channel<string> | null {
  const { mailFrom } = outgoing;
  if (smtpUrl === null && mailFrom === null) return null;
  if (smtpUrl === null || mailFrom === null) {
    throw new Error("SMTP_URL and MAIL_FROM go together: set both or neither");
  }
  return mailChannel({ url: smtpUrl, from: mailFrom, publicUrl });
}

/** The text messages that this host set up; null: none. @throws when half of it is set */
export function smsOf(
  { outgoing }: Pick<Config, "outgoing">,
  { twilioAuthToken = null }: Partial<GivenSecrets>,
): Channel<string> | null {
  if (outgoing.twilio === null && twilioAuthToken === null) return null;
  if (outgoing.twilio === null || twilioAuthToken === null) {
    throw new Error("TWILIO_AUTH_TOKEN goes with TWILIO_ACCOUNT_SID and TWILIO_FROM: set all three or none");
  }
  return smsChannel(twilio({ ...outgoing.twilio, authToken: twilioAuthToken }));
}
