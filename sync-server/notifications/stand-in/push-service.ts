import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  verify,
} from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Agent, createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { selfSigned } from "./self-signed.ts";

/** A message as the browser behind an endpoint reads it. */
export type Delivered = {
  browser: string;
  text: string;
  ttl: number;
  urgency: string;
  topic: string | null;
  subject: string;
};

/** How the service answers the next message to a browser instead of taking it. */
export type Trouble = { status: number; headers?: Record<string, string> } | "no answer";

/** A browser's half of a subscription. */
type Browser = { ecdh: ECDH; auth: Buffer };

/**
 * A push service over TLS, by RFC 8030 (the request), RFC 8292 (who sends it) and RFC 8291 with RFC 8188 (what is in it).
 * It refuses what a real one refuses, and decrypts what a real one could not.
 */
export class PushService {
  readonly delivered: Delivered[] = [];
  readonly refused: string[] = [];
  readonly #browsers = new Map<string, Browser>();
  readonly #troubles = new Map<string, Trouble[]>();
  readonly #server: Server;
  readonly #cert: string;

  private constructor(server: Server, cert: string) {
    this.#server = server;
    this.#cert = cert;
  }

  static async start(): Promise<PushService> {
    const { key, cert } = selfSigned();
    const server = createServer({ key, cert });
    const service = new PushService(server, cert);
    server.on("request", async (req, res) => {
      const answer = await service.#take(req).catch((error: unknown) => {
        service.refused.push(String(error));
        return { status: 400 };
      });
      if (answer === "no answer") {
        req.socket.destroy();
        return;
      }
      res.writeHead(answer.status, "headers" in answer ? answer.headers : {}).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return service;
  }

  get origin(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Reaches this service and believes its certificate. */
  agent(): Agent {
    return new Agent({ ca: this.#cert, keepAlive: false });
  }

  get certificate(): string {
    return this.#cert;
  }

  /** A browser subscribes: what its `PushSubscription.toJSON()` gives. */
  subscribe(browser: string): { endpoint: string; keys: { p256dh: string; auth: string } } {
    const ecdh = createECDH("prime256v1");
    ecdh.generateKeys();
    const auth = randomBytes(16);
    this.#browsers.set(browser, { ecdh, auth });
    return {
      endpoint: `${this.origin}/push/${browser}`,
      keys: { p256dh: ecdh.getPublicKey("base64url"), auth: auth.toString("base64url") },
    };
  }

  unsubscribe(browser: string): void {
    this.#browsers.delete(browser);
  }

  answerNext(browser: string, ...troubles: Trouble[]): void {
    this.#troubles.set(browser, [...(this.#troubles.get(browser) ?? []), ...troubles]);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(req: IncomingMessage): Promise<Trouble> {
    const body = await buffer(req);
    const browser = /^\/push\/([\w-]+)$/.exec(req.url ?? "")?.[1] ?? "";
    const known = this.#browsers.get(browser);
    if (known === undefined) return { status: 410 };
    const trouble = this.#troubles.get(browser)?.shift();
    if (trouble !== undefined) return trouble;
    const header = (name: string) => String(req.headers[name] ?? "");
    if (!/^\d+$/.test(header("ttl"))) throw new Error("RFC 8030 5.2: no TTL");
    if (!["very-low", "low", "normal", "high"].includes(header("urgency")))
      throw new Error("RFC 8030 5.3: urgency");
    const topic = req.headers.topic === undefined ? null : header("topic");
    if (topic !== null && !/^[A-Za-z0-9_-]{1,32}$/.test(topic)) throw new Error("RFC 8030 5.4: topic");
    if (header("content-encoding") !== "aes128gcm") throw new Error("RFC 8291 4: encoding");
    if (body.length > 4_096) return { status: 413 };
    const { subject } = checkVapid(header("authorization"), this.origin);
    this.delivered.push({
      browser,
      text: decrypt(body, known),
      ttl: Number(header("ttl")),
      urgency: header("urgency"),
      topic,
      subject,
    });
    return { status: 201, headers: { Location: `${this.origin}/message/${this.delivered.length}` } };
  }
}

/** RFC 8292 2 and 3: an ES256 token for this origin, not expired and for a day at most, signed by the key it names. */
function checkVapid(authorization: string, origin: string): { subject: string } {
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  const [header = "", claims = "", signature = ""] = token.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  if (read(header).alg !== "ES256") throw new Error("RFC 8292 2: not ES256");
  const { aud, exp, sub } = read(claims);
  const now = Date.now() / 1000;
  if (aud !== origin) throw new Error(`RFC 8292 2: for another audience, ${aud}`);
  if (!(exp > now && exp <= now + 86_400)) throw new Error("RFC 8292 2: expired, or for more than a day");
  if (!/^(mailto:|https:)/.test(sub)) throw new Error("RFC 8292 2.1: no subject");
  const point = Buffer.from(key, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const signed = verify(
    "sha256",
    Buffer.from(`${header}.${claims}`),
    { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!signed) throw new Error("RFC 8292 2: the signature is not the key's");
  return { subject: sub };
}

/** RFC 8188 2.1 and RFC 8291 3.4: one record, its key agreed between the sender's one-time key and the browser's. */
function decrypt(body: Buffer, { ecdh, auth }: Browser): string {
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const idLength = body.readUInt8(20);
  const senderKey = body.subarray(21, 21 + idLength);
  const record = body.subarray(21 + idLength);
  if (idLength !== 65 || record.length > recordSize) throw new Error("RFC 8188 2.1: header");
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), ecdh.getPublicKey(), senderKey]);
  const ikm = Buffer.from(hkdfSync("sha256", ecdh.computeSecret(senderKey), auth, info, 32));
  const derive = (label: string, length: number) =>
    Buffer.from(hkdfSync("sha256", ikm, salt, Buffer.from(`Content-Encoding: ${label}\0`), length));
  const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  decipher.setAuthTag(record.subarray(-16));
  const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = plain.findLastIndex((byte) => byte !== 0);
  if (plain[end] !== 2) throw new Error("RFC 8188 2: the last record ends with 2");
  return plain.subarray(0, end).toString("utf8");
}
