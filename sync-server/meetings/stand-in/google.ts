import { createHash, createPublicKey, createVerify, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

/** An event as the stand-in keeps it; deleted ones stay, as `cancelled`, and their ids stay taken. */
export type StoredEvent = z.output<typeof eventBody> & {
  id: string;
  status: "confirmed" | "cancelled";
  calendar: string;
  /** Looks at it before its conference is there. */
  pendingFor: number;
  requestIds: string[];
};

const time = z.object({ dateTime: z.iso.datetime({ offset: true }) });
const eventBody = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9a-v]{5,1024}$/)
    .optional(),
  summary: z.string(),
  visibility: z.string(),
  start: time,
  end: time,
  attendees: z.array(z.strictObject({ email: z.email() })),
  guestsCanInviteOthers: z.boolean(),
  guestsCanSeeOtherGuests: z.boolean(),
  conferenceData: z
    .strictObject({
      createRequest: z.strictObject({
        requestId: z.string(),
        conferenceSolutionKey: z.strictObject({ type: z.literal("hangoutsMeet") }),
      }),
    })
    .optional(),
});
const patchBody = eventBody.partial();
const text = z.string().optional();
const tokenForm = z.object({
  grant_type: text,
  client_id: text,
  client_secret: text,
  refresh_token: text,
  code: text,
  code_verifier: text,
  redirect_uri: text,
  assertion: text,
});

/** What the next call to a path is answered with in place of its own answer; `null`: the connection is cut. */
export type Planned = { status: number; body?: unknown; headers?: Record<string, string> } | null;

type Account = { email: string; refreshToken: string; ended: boolean; scope: string };

export const standInClient = { clientId: "desk-client", clientSecret: "desk-client-secret" };

/**
 * Google on loopback, as its public documentation has it: the consent page's redirect, the token and revocation endpoints
 * (RFC 6749, 7009, 7636, 7523), and the Calendar API's events with conferences that take their time.
 */
export class StandInGoogle {
  readonly events = new Map<string, StoredEvent>();
  readonly calls: { method: string; path: string; query: Record<string, string>; body: unknown }[] = [];
  readonly accounts = new Map<string, Account>();
  readonly revoked: string[] = [];
  /** Service accounts by their mail address; `delegated`: for whom they may act. */
  readonly serviceAccounts = new Map<string, { publicKey: string; delegated: string[] }>();
  /** How a new conference goes. */
  conference: { pendingFor: number; fails: number; offered: boolean } = {
    pendingFor: 0,
    fails: 0,
    offered: true,
  };
  /** Who sits in front of Google's page, and says yes. */
  visitor = "visitor@gmail.example";
  /** Everything answers 503 while it is down. */
  down = false;
  /** Called when an insert has been stored and before it is answered. */
  onInserted: (event: StoredEvent) => "answer" | "cut" = () => "answer";
  readonly #planned: { method: string; path: RegExp; answers: Planned[] }[] = [];
  readonly #codes = new Map<
    string,
    { email: string; challenge: string; redirectUri: string; scope: string }
  >();
  readonly #tokens = new Map<string, { email: string; until: number }>();
  readonly #server = createServer((req, res) => {
    void this.#answer(req)
      .catch((error: unknown) => problem(400, String(error)))
      .then((answer) => send(res, answer));
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The next calls of this method to a path like this are answered so, one after the other. */
  plan(method: string, path: RegExp, ...answers: Planned[]): void {
    this.#planned.push({ method, path, answers });
  }

  /** As at the start, but for the accounts. */
  reset(): void {
    this.events.clear();
    this.calls.length = 0;
    this.#planned.length = 0;
    this.conference = { pendingFor: 0, fails: 0, offered: true };
    this.down = false;
    this.onInserted = () => "answer";
  }

  /** Calls so far, by method and kind of path. */
  count(method: string, path: RegExp): number {
    return this.calls.filter((call) => call.method === method && path.test(call.path)).length;
  }

  standing(): StoredEvent[] {
    return [...this.events.values()].filter(({ status }) => status === "confirmed");
  }

  /** A person agrees on Google's page: what their browser is sent back with. */
  consent(consentUrl: string, email: string, scope?: string): string {
    const asked = new URL(consentUrl).searchParams;
    const code = randomUUID();
    this.#codes.set(code, {
      email,
      challenge: asked.get("code_challenge") ?? "",
      redirectUri: asked.get("redirect_uri") ?? "",
      scope: scope ?? asked.get("scope") ?? "",
    });
    const back = new URL(asked.get("redirect_uri") ?? "");
    back.searchParams.set("state", asked.get("state") ?? "");
    back.searchParams.set("code", code);
    return back.pathname + back.search;
  }

  /** An account that has agreed already. @returns its refresh token */
  account(email: string): string {
    const refreshToken = `1//${randomUUID()}`;
    const scope = "https://www.googleapis.com/auth/calendar.events openid email";
    this.accounts.set(refreshToken, { email, refreshToken, ended: false, scope });
    return refreshToken;
  }

  /** Google ends a permission: expired, or revoked on its own pages. */
  end(email: string): void {
    for (const account of this.accounts.values()) if (account.email === email) account.ended = true;
    this.forgetAccessTokens();
  }

  forgetAccessTokens(): void {
    this.#tokens.clear();
  }

  /** A service account with its key file's content. */
  serviceAccount(email: string, delegated: string[]): object {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    this.serviceAccounts.set(email, {
      publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
      delegated,
    });
    return {
      type: "service_account",
      client_email: email,
      private_key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
  }

  async #answer(req: IncomingMessage): Promise<Planned> {
    const url = new URL(req.url ?? "", this.url);
    const method = req.method ?? "";
    const text = await bodyOf(req);
    const isForm = req.headers["content-type"]?.includes("form-urlencoded") ?? false;
    const body: unknown = isForm
      ? Object.fromEntries(new URLSearchParams(text))
      : text === ""
        ? null
        : JSON.parse(text);
    this.calls.push({ method, path: url.pathname, query: Object.fromEntries(url.searchParams), body });
    if (this.down) return reply(503, { error: { code: 503, message: "Backend Error" } });
    const plan = this.#planned.find(
      (each) => each.method === method && each.path.test(url.pathname) && each.answers.length > 0,
    );
    if (plan !== undefined) return plan.answers.shift() ?? null;
    if (method === "GET" && url.pathname === "/o/oauth2/v2/auth") {
      const back = new URL(url.searchParams.get("redirect_uri") ?? "");
      const location = back.origin + this.consent(url.href, this.visitor);
      return reply(303, null, { location });
    }
    if (method === "POST" && url.pathname === "/token") return this.#token(body);
    if (method === "POST" && url.pathname === "/revoke") return this.#revoke(url.searchParams.get("token"));
    const path = /^\/calendar\/v3\/calendars\/primary\/events(?:\/([^/]+))?$/.exec(url.pathname);
    if (path === null) return problem(404, "notFound");
    const calendar = this.#holder(req);
    if (calendar === null) return problem(401, "authError");
    return this.#events({ method, id: path[1] ?? null, calendar, query: url.searchParams, body });
  }

  #events(call: {
    method: string;
    id: string | null;
    calendar: string;
    query: URLSearchParams;
    body: unknown;
  }): Planned {
    const { method, id, calendar, query, body } = call;
    const known = id === null ? undefined : this.events.get(`${calendar} ${id}`);
    if (method === "POST" && id === null) {
      const event = eventBody.parse(body);
      const key = `${calendar} ${event.id ?? ""}`;
      if (event.id === undefined) return problem(400, "required");
      // "The requested identifier already exists", also where the event was deleted.
      if (this.events.has(key)) return problem(409, "duplicate");
      const stored = this.#stored({ ...event, id: event.id }, calendar);
      if (query.get("conferenceDataVersion") === "1") this.#ask(stored, event);
      this.events.set(key, stored);
      return this.onInserted(stored) === "cut" ? null : reply(200, this.#seen(stored));
    }
    if (known === undefined) return problem(404, "notFound");
    if (method === "GET") return reply(200, this.#seen(known));
    if (method === "PATCH") {
      const change = patchBody.parse(body);
      Object.assign(known, change);
      if (query.get("conferenceDataVersion") === "1") this.#ask(known, change);
      return reply(200, this.#seen(known));
    }
    if (method === "DELETE") {
      if (known.status === "cancelled") return problem(410, "deleted");
      known.status = "cancelled";
      return reply(204, null);
    }
    return problem(404, "notFound");
  }

  #stored(event: z.output<typeof eventBody> & { id: string }, calendar: string): StoredEvent {
    const { conferenceData: _, ...rest } = event;
    return { ...rest, status: "confirmed", calendar, pendingFor: this.conference.pendingFor, requestIds: [] };
  }

  /** "If an ID provided is the same as for the previous request, the request is ignored." */
  #ask(stored: StoredEvent, { conferenceData }: z.output<typeof patchBody>): void {
    const requestId = conferenceData?.createRequest.requestId;
    if (requestId === undefined || stored.requestIds.at(-1) === requestId) return;
    stored.requestIds.push(requestId);
    stored.pendingFor = this.conference.pendingFor;
  }

  /** The event as Google shows it; each look brings a pending conference nearer. */
  #seen(stored: StoredEvent): object {
    const { pendingFor, requestIds, calendar: _, ...event } = stored;
    const requestId = requestIds.at(-1);
    if (requestId === undefined || !this.conference.offered) return event;
    const createRequest = { requestId, conferenceSolutionKey: { type: "hangoutsMeet" } };
    const status = (statusCode: string) => ({
      ...event,
      conferenceData: { createRequest: { ...createRequest, status: { statusCode } } },
    });
    if (requestIds.length <= this.conference.fails) return status("failure");
    if (pendingFor > 0) {
      stored.pendingFor -= 1;
      return status("pending");
    }
    const uri = `https://meet.google.com/${createHash("sha256").update(stored.id).digest("hex").slice(0, 10)}`;
    const { conferenceData } = status("success");
    return {
      ...event,
      hangoutLink: uri,
      conferenceData: { ...conferenceData, entryPoints: [{ entryPointType: "video", uri }] },
    };
  }

  #token(body: unknown): Reply {
    const form = tokenForm.parse(body);
    const refuse = (error: string, status = 400) => reply(status, { error, error_description: error });
    if (form.grant_type === "urn:ietf:params:oauth:grant-type:jwt-bearer") {
      const subject = this.#subjectOf(form.assertion ?? "");
      return subject === null ? refuse("unauthorized_client", 401) : reply(200, this.#access(subject));
    }
    if (form.client_id !== standInClient.clientId || form.client_secret !== standInClient.clientSecret) {
      return refuse("invalid_client", 401);
    }
    if (form.grant_type === "refresh_token") {
      const account = this.accounts.get(form.refresh_token ?? "");
      if (account === undefined || account.ended) return refuse("invalid_grant");
      return reply(200, { ...this.#access(account.email), scope: account.scope });
    }
    const code = this.#codes.get(form.code ?? "");
    this.#codes.delete(form.code ?? "");
    const challenge = createHash("sha256")
      .update(form.code_verifier ?? "")
      .digest("base64url");
    if (code === undefined || code.challenge !== challenge || code.redirectUri !== form.redirect_uri) {
      return refuse("invalid_grant");
    }
    const refreshToken = this.account(code.email);
    const claims = { iss: "https://accounts.google.com", aud: form.client_id, email: code.email };
    return reply(200, {
      ...this.#access(code.email),
      refresh_token: refreshToken,
      scope: code.scope,
      id_token: ["{}", JSON.stringify(claims), ""]
        .map((part) => Buffer.from(part).toString("base64url"))
        .join("."),
    });
  }

  #revoke(token: string | null): Reply {
    const account = this.accounts.get(token ?? "");
    if (account === undefined || account.ended) return reply(400, { error: "invalid_token" });
    account.ended = true;
    this.revoked.push(account.refreshToken);
    return reply(200, {});
  }

  /** For whom a signed assertion asks, if it may (RFC 7523, and Google's delegation). */
  #subjectOf(assertion: string): string | null {
    const [header = "", payload = "", signature = ""] = assertion.split(".");
    const claims = z
      .object({ iss: z.string(), sub: z.string(), scope: z.string(), aud: z.string(), exp: z.number() })
      .safeParse(JSON.parse(Buffer.from(payload, "base64url").toString() || "{}"));
    if (!claims.success) return null;
    const account = this.serviceAccounts.get(claims.data.iss);
    if (account === undefined || !account.delegated.includes(claims.data.sub)) return null;
    const isSigned = createVerify("RSA-SHA256")
      .update(`${header}.${payload}`)
      .verify(createPublicKey(account.publicKey), signature, "base64url");
    return isSigned ? claims.data.sub : null;
  }

  #access(email: string): object {
    const token = `ya29.${randomUUID()}`;
    this.#tokens.set(token, { email, until: Date.now() + 3_600_000 });
    return { access_token: token, token_type: "Bearer", expires_in: 3_599 };
  }

  #holder(req: IncomingMessage): string | null {
    const token = this.#tokens.get(req.headers.authorization?.replace(/^Bearer /, "") ?? "");
    return token !== undefined && token.until > Date.now() ? token.email : null;
  }
}

type Reply = { status: number; body: unknown; headers: Record<string, string> };

function reply(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return { status, body, headers };
}

function send(res: ServerResponse, answer: Planned): void {
  if (answer === null) {
    res.destroy();
    return;
  }
  res.writeHead(answer.status, { "content-type": "application/json; charset=UTF-8", ...answer.headers });
  res.end(answer.body === null ? undefined : JSON.stringify(answer.body ?? {}));
}

function problem(status: number, reason: string): Reply {
  return reply(status, calendarProblem(status, reason));
}

/** An error in the Calendar API's form. */
export function calendarProblem(code: number, reason: string): object {
  return { error: { code, message: reason, errors: [{ domain: "global", reason, message: reason }] } };
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
