import { createHash } from "node:crypto";
import { z } from "zod";
import { type TextCode, texts } from "../../shared/notifications/texts.ts";
import type { Channel, Outgoing, Sent } from "./channel.ts";

/** Milliseconds for a mail server to take the connection, to greet and to answer. */
const patienceMs = 20_000;

export type MailSettings = {
  /** `smtp://` or `smtps://`, with name and password where the server asks for them. */
  url: string;
  /** An address, or `Name <address>`. */
  from: string;
  /** Where the app is; null: the mail names no address. */
  publicUrl: string | null;
};

/** What nodemailer rejects with. `command` is the one that the server refused. */
const smtpError = z.object({
  code: z.string().optional(),
  command: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
});

/**
 * E-mail over SMTP. The Message-ID is made of the delivery's id: should a mail go out twice because a crash hid the
 * server's answer, mailboxes recognise it as one.
 */
export function mailChannel(settings: MailSettings): Channel<string> & { close(): void } {
  const transport = import("nodemailer").then(({ default: nodemailer }) =>
    nodemailer.createTransport({
      url: settings.url,
      connectionTimeout: patienceMs,
      greetingTimeout: patienceMs,
      socketTimeout: patienceMs,
    }),
  );
  // A URL that the library does not understand is told at the first mail and not as an unhandled rejection.
  transport.catch(() => {});
  return {
    async send(to, outgoing): Promise<Sent> {
      try {
        await (await transport).sendMail({ to, ...mailOf(outgoing, settings) });
        return { result: "sent" };
      } catch (error) {
        return refused(error);
      }
    },
    close() {
      void transport.then((open) => open.close()).catch(() => {});
    },
  };
}

/** What a mail about the account itself says below its subject. */
const aboutAccounts: { readonly [Text in TextCode]?: readonly string[] } = {
  "account-exists": [
    "Somebody tried to create an account with this e-mail address. It has an account already, and nothing was changed.",
    "",
    "Was it you? Sign in, or choose “Forgot your password?” there. If it was not you, you need not do anything.",
  ],
  "finish-sign-up": [
    "Open this link and choose a password. Your account is then ready for you. The link works once, within 24 hours.",
    "",
    "You did not ask for an account? Then ignore this mail: nobody can use your address. Give the link to nobody.",
  ],
  "set-password": [
    "With this link you set a new password. It works once, within 24 hours, and signs out every device of yours.",
    "",
    "You did not ask for it? Then ignore this mail: your password stays as it is. Give the link to nobody.",
  ],
  "password-set": [
    "A new password was set for your account with a one-time link, and every device was signed out.",
    "",
    "Was it you? Then all is well. If not, tell an admin of your campus now: somebody else may be in your account.",
  ],
  "password-set-withheld": [
    "A new password was set for your account, and every device was signed out. Nothing can be read there until somebody confirms that it was you.",
    "",
    "Was it you? Sign in: you will see there who can confirm it. If not, tell a counselor or an admin of your campus now.",
  ],
  "people-waiting": [
    "Somebody created an account and cannot write to a counselor until an admin approves it. Open People in Alcove.",
  ],
  "recovery-confirmed": [
    "Somebody confirmed that you set the new password of your account. What you could read before can be read there again.",
    "",
    "Was it not you? Tell a counselor or an admin of your campus now: somebody else may be in your account.",
  ],
};

function mailOf({ id, text, urgent, link }: Outgoing, { from, publicUrl }: MailSettings) {
  const words = texts.en[text];
  const domain = /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? "alcove.invalid";
  const open = publicUrl === null ? "Open Alcove to see it." : `Open Alcove to see it: ${publicUrl}`;
  const about = aboutAccounts[text];
  const lines = about
    ? [...about, ...(link === undefined ? [] : ["", link])]
    : [words, "", open, "", "What reaches you, how and when is yours to choose in the settings of the app."];
  if (about && link === undefined && publicUrl !== null) lines.push("", publicUrl);
  return {
    from,
    subject: words,
    text: lines.join("\n"),
    messageId: `<${createHash("sha256").update(id).digest("hex").slice(0, 40)}@${domain}>`,
    ...(urgent ? { priority: "high" as const } : {}),
    // No machine is to answer, and no list server to forward it (RFC 3834).
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  };
}

function refused(error: unknown): Sent {
  const { code, command, responseCode, response = "" } = smtpError.safeParse(error).data ?? {};
  if (responseCode === undefined) {
    // Before the message was handed over nothing can have gone out.
    return {
      result: "retry",
      error: `no answer from the mail server ${code ?? ""}`.trim(),
      uncertain: command === "DATA",
    };
  }
  const enhanced = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? "";
  const told = `the mail server answered ${[responseCode, enhanced].filter(Boolean).join(" ")}`;
  if (responseCode < 500) return { result: "retry", error: told, uncertain: false };
  // RFC 3463: x.7 is policy, so it is our server that is refused and not the mailbox.
  const mailbox = command === "RCPT TO" && !/^\d\.7\./.test(enhanced);
  if (mailbox) return { result: "hard-bounce", detail: told };
  // A password or a sender that the server refuses is for the host to mend; what waits goes out after that.
  const ours = code === "EAUTH" || command === "MAIL FROM" || command === "RCPT TO";
  return ours ? { result: "retry", error: told, uncertain: false } : { result: "failed", error: told };
}
