import { randomUUID } from "node:crypto";
import { unreachable } from "../../shared/unreachable.ts";
import { readConfig, readSecrets } from "../config.ts";
import { emailField } from "../http/body.ts";
import { mailOf } from "../notifications/channels.ts";
import { argumentsOf, type Command, UsageError } from "./command.ts";

/** Milliseconds that a host waits at the command line. */
const patienceMs = 60_000;

export const testmail: Command = {
  usage: "testmail <address>",
  summary: "sends a test mail with the settings of this host, and says how the mail server answered",
  async run(args, line) {
    const to = emailField.safeParse(argumentsOf(args, {}, 1).positional(0));
    if (!to.success) throw new UsageError("that is no mail address");
    const mail = mailOf(readConfig(line.env), readSecrets(line.env));
    if (mail === null) {
      throw new Error(
        "Mail is not set up: set SMTP_URL and MAIL_FROM, as in the README's table of settings.",
      );
    }
    try {
      const outgoing = { id: `testmail:${randomUUID()}`, text: "test", urgent: false, ttl: 600 } as const;
      const sent = await mail.send(to.data, outgoing, {
        before: null,
        signal: AbortSignal.timeout(patienceMs),
      });
      switch (sent.result) {
        case "sent":
          line.out(
            `The mail server has taken the test for ${to.data}. Look into that mailbox, and into its spam.`,
          );
          return 0;
        case "dead-address":
        case "hard-bounce":
          throw new Error(`The mailbox was refused: ${sent.detail}.`);
        case "retry":
        case "failed":
          throw new Error(`It could not be sent: ${sent.error}. Check SMTP_URL and MAIL_FROM.`);
        default:
          return unreachable(sent);
      }
    } finally {
      mail.close?.();
    }
  },
};
