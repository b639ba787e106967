import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type Sms = { to: string; from: string; body: string; at: number };

/** How the API answers the next request: an error, no answer at all, or the message taken and the answer lost. */
export type TwilioTrouble =
  | { status: number; code: number; message: string; headers?: Record<string, string> }
  | "no answer"
  | "answer lost";

export const standInAccount = `AC${"0123456789abcdef".repeat(2)}`;
export const standInToken = "token-of-the-stand-in";

/** Twilio's Messages resource (2010-04-01) as documented: create and list, with its errors. */
export class TwilioStandIn {
  readonly sent: Sms[] = [];
  readonly #troubles: TwilioTrouble[] = [];
  readonly #server: Server;
  /** The service's clock. */
  now: () => number;

  private constructor(server: Server, now: () => number) {
    this.#server = server;
    this.now = now;
  }

  static async start(now: () => number = Date.now): Promise<TwilioStandIn> {
    const server = createServer();
    const service = new TwilioStandIn(server, now);
    server.on("request", async (req, res) => {
      const url = new URL(req.url ?? "/", "http://stand-in");
      const body = new URLSearchParams(await text(req));
      const basic = Buffer.from(`${standInAccount}:${standInToken}`).toString("base64");
      const trouble = service.#troubles.shift();
      if (trouble === "no answer") {
        req.socket.destroy();
        return;
      }
      const answer =
        trouble !== undefined && trouble !== "answer lost"
          ? trouble
          : req.headers.authorization !== `Basic ${basic}`
            ? { status: 401, code: 20003, message: "Authenticate" }
            : url.pathname !== `/2010-04-01/Accounts/${standInAccount}/Messages.json`
              ? { status: 404, code: 20404, message: "The requested resource was not found" }
              : req.method === "POST"
                ? service.#create(body)
                : service.#list(url.searchParams);
      if (trouble === "answer lost") {
        req.socket.destroy();
        return;
      }
      const headers = "headers" in answer ? answer.headers : {};
      const { status } = answer;
      const json =
        "json" in answer
          ? answer.json
          : {
              code: answer.code,
              message: answer.message,
              more_info: `https://www.twilio.com/docs/errors/${answer.code}`,
              status,
            };
      res.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(json));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  answerNext(...troubles: TwilioTrouble[]): void {
    this.#troubles.push(...troubles);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #create(form: URLSearchParams) {
    const to = form.get("To");
    const body = form.get("Body");
    const from = form.get("From") ?? form.get("MessagingServiceSid");
    if (to === null) return { status: 400, code: 21604, message: "A 'To' phone number is required." };
    if (from === null) return { status: 400, code: 21603, message: "A 'From' phone number is required." };
    if (!body) return { status: 400, code: 21602, message: "Message body is required." };
    if (!/^\+[1-9]\d{6,14}$/.test(to)) {
      return { status: 400, code: 21211, message: `The 'To' number ${to} is not a valid phone number.` };
    }
    this.sent.push({ to, from, body, at: this.now() });
    return {
      status: 201,
      json: { sid: `SM${String(this.sent.length).padStart(32, "0")}`, status: "queued", to, from, body },
    };
  }

  #list(query: URLSearchParams) {
    const to = query.get("To");
    const since = Date.parse(`${query.get("DateSent>") ?? "1970-01-01"}T00:00:00Z`);
    const messages = this.sent
      .filter((sms) => (to === null || sms.to === to) && sms.at >= since)
      .map(({ body, at, to: number }) => ({ body, to: number, date_created: new Date(at).toUTCString() }));
    return { status: 200, json: { messages, page: 0, page_size: Number(query.get("PageSize") ?? 50) } };
  }
}
