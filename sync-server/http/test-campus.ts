import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Router } from "express";
import type { Role } from "../../shared/policy/roles.ts";
import type { AccountMailKind } from "../accounts/account-mail.ts";
import { type AccountEvent, type Accounts, createAccounts, type Person } from "../accounts/accounts.ts";
import { type Db, databasePath, openDatabase } from "../accounts/database.ts";
import { hashGated } from "../accounts/password-work.ts";
import { addPerson } from "../accounts/people.ts";
import { addSignIn } from "../accounts/sign-ins.ts";
import { type Config, readConfig } from "../config.ts";
import { createMetrics } from "../health/metrics.ts";
import { migrateStore } from "../store/schema.ts";
import { createApp } from "./app.ts";
import type { Caseload } from "./people-routes.ts";

export const password = "correct horse battery";
const authSecret = "a secret of the tests, 32 letters or more";

/** A campus for tests: the real app on a port of its own, with a data folder of its own. */
export type TestCampus = {
  url: string;
  db: Db;
  config: Config;
  accounts: Accounts;
  events: AccountEvent[];
  /** What the app asked of the caseload. */
  handOvers: { from: string; to: string | null; by: string }[];
  openTickets: Map<string, number>;
  /** Mail to owners of accounts that was queued. */
  mails: { person: string; kind: AccountMailKind }[];
  logged: unknown[];
  browser(): Browser;
  /** Adds an active person and signs them in. */
  signedIn(role: Role, name: string): Promise<Browser & { person: Person }>;
  close(): Promise<void>;
};

export async function startCampus(
  options: {
    env?: NodeJS.ProcessEnv;
    now?: () => number;
    store?: { ping(): void };
    /** Is mail set up? */
    mail?: boolean;
    extraRoutes?: (accounts: Accounts, db: Db) => Router;
  } = {},
): Promise<TestCampus> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "alcove-http-"));
  const clientDir = path.join(dataDir, "client");
  mkdirSync(path.join(clientDir, "assets"), { recursive: true });
  writeFileSync(path.join(clientDir, "index.html"), "<!doctype html><title>Alcove</title>");
  writeFileSync(path.join(clientDir, "service-worker.js"), "self.skipWaiting();");
  writeFileSync(
    path.join(clientDir, "assets", "index-B2x.js"),
    `export const a = ${JSON.stringify("a".repeat(4_000))};`,
  );

  const config = readConfig({ DATA_DIR: dataDir, ALCOVE_CLIENT_DIR: clientDir, ...options.env });
  const db = openDatabase(databasePath(dataDir));
  const logged: unknown[] = [];
  const accounts = await createAccounts({
    db,
    config,
    secrets: { authSecret },
    onError: (error) => logged.push(error),
    ...(options.now ? { now: options.now } : {}),
  });
  migrateStore(db);
  const events: AccountEvent[] = [];
  accounts.on((event) => events.push(event));
  const openTickets = new Map<string, number>();
  const handOvers: TestCampus["handOvers"] = [];
  const caseload: Caseload = {
    handOver: async (from, to, by) => {
      const count = openTickets.get(from) ?? 0;
      if (count > 0) handOvers.push({ from, to, by: by.id });
      return count;
    },
  };
  const mails: TestCampus["mails"] = [];
  const app = createApp({
    accountMail: {
      isSetUp: options.mail ?? false,
      send: async (person, kind) => void mails.push({ person, kind }),
    },
    config,
    accounts,
    store: { ping: () => {}, firstWaits: async () => [], ...options.store },
    caseload,
    metrics: createMetrics(),
    log: (error) => logged.push(error),
    ...(options.extraRoutes ? { extraRoutes: options.extraRoutes(accounts, db) } : {}),
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    db,
    config,
    accounts,
    events,
    handOvers,
    openTickets,
    mails,
    logged,
    browser: () => new Browser(url),
    async signedIn(role, name) {
      const email = `${name}@staff.example`;
      const person = addPerson(db, {
        name,
        email,
        role,
        passwordHash: await passwordHash,
      });
      return Object.assign(signedInBrowser(db, url, person), { person });
    },
    async close() {
      accounts.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      db.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Hashing costs 60 ms of a core; everybody in a test has the same password, so it is done once. */
const passwordHash = hashGated(password);

/** A sign-in as better-auth writes it: a row, and the token in a cookie that we signed. */
function signedInBrowser(db: Db, url: string, person: Person): Browser {
  const value = addSignIn(db, {
    personId: person.id,
    secret: authSecret,
    userAgent: "test",
    lastsMs: 86_400_000,
  });
  const browser = new Browser(url);
  browser.cookies.set("alcove.session_token", encodeURIComponent(value));
  return browser;
}

export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers as a stranger would, and assert on what they find
  json: any;
};

/** What a browser does: keeps cookies, and names its origin on every write. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  get(target: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("GET", target, undefined, headers);
  }
  post(target: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send("POST", target, body, headers);
  }
  put(target: string, body: unknown): Promise<Answer> {
    return this.send("PUT", target, body);
  }
  delete(target: string): Promise<Answer> {
    return this.send("DELETE", target);
  }

  /** Signs up, and in with the same password, as the app does. Returns the answer to the sign-up. */
  async signUp(newcomer: { name: string; email: string; password: string }): Promise<Answer> {
    const answer = await this.post("/api/auth/sign-up/email", newcomer);
    const { email, password } = newcomer;
    await this.post("/api/auth/sign-in/email", { email, password });
    return answer;
  }

  async send(
    method: string,
    target: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(`${this.#url}${target}`, {
      method,
      redirect: "manual",
      headers: {
        ...(method === "GET" ? {} : { origin: this.#url }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(cookie === "" ? {} : { cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      if (/max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : null,
    };
  }
}

/** The code of a refusal, after checking that it has the one form errors have. */
export function refusal(answer: Answer): string {
  const { error, ...rest } = answer.json ?? {};
  const { code, message, ...more } = error ?? {};
  if (
    typeof code !== "string" ||
    typeof message !== "string" ||
    Object.keys({ ...rest, ...more }).length > 0
  ) {
    throw new Error(`not our error form: ${answer.status} ${answer.text}`);
  }
  return `${answer.status} ${code}`;
}

/** The token behind the `#` of a one-time link. */
export function tokenIn(link: string | null): string {
  return new URL(link ?? "").hash.replace("#token=", "");
}
