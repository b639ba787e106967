import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

export type Mail = { to: string; raw: string; parsed: Email };

/** A mail server that takes mail for everybody but the addresses it was told to refuse. */
export class MailServer {
  readonly received: Mail[] = [];
  readonly #refusals = new Map<string, { code: number; text: string }>();
  readonly #server: SMTPServer;

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onAuth: ({ username, password }, _session, done) =>
        username === "desk" && password === "right"
          ? done(null, { user: "desk" })
          : done(smtpError(535, "5.7.8 Authentication credentials invalid")),
      onRcptTo: ({ address }, _session, done) => {
        const refusal = this.#refusals.get(address) ?? this.#refusals.get("*");
        done(refusal === undefined ? null : smtpError(refusal.code, refusal.text));
      },
      onData: (stream, session, done) => {
        void buffer(stream).then(async (raw) => {
          const parsed = await PostalMime.parse(raw);
          for (const { address } of session.envelope.rcptTo) {
            this.received.push({ to: address, raw: raw.toString("utf8"), parsed });
          }
          done(null);
        });
      },
    });
  }

  static async start(): Promise<MailServer> {
    const mail = new MailServer();
    await new Promise<void>((resolve) => mail.#server.listen(0, "127.0.0.1", resolve));
    return mail;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  /** Refuses mail for an address from now on, or for all with `*`. */
  refuse(address: string, code: number, text: string): void {
    this.#refusals.set(address, { code, text });
  }

  takeAgain(address: string): void {
    this.#refusals.delete(address);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
