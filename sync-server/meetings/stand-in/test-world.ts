import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Draft, Entry, EntryOf } from "../../../shared/entries/entry.ts";
import { parseEntry } from "../../../shared/entries/entry.ts";
import { type DocKind, docName } from "../../../shared/log/doc-name.ts";
import { readLog } from "../../../shared/log/read-log.ts";
import type { Role } from "../../../shared/policy/roles.ts";
import { databasePath, openDatabase } from "../../accounts/database.ts";
import type { Person } from "../../accounts/person.ts";
import { readConfig, readSecrets } from "../../config.ts";
import { type Context, createContext } from "../../context.ts";
import { Browser, password } from "../../http/test-campus.ts";
import { TestClock } from "../../jobs/test-clock.ts";
import { appendEntry } from "../../sync/server-entries.ts";
import { StandInGoogle, standInClient } from "./google.ts";

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** A whole server on a clock that stands still, with a Google of its own beside it. */
export class MeetingWorld {
  readonly google = new StandInGoogle();
  readonly clock = new TestClock(Date.now());
  readonly errors: unknown[] = [];
  readonly dataDir = mkdtempSync(path.join(tmpdir(), "alcove-meetings-"));
  #context: Context | null = null;
  #url = "";

  get context(): Context {
    if (this.#context === null) throw new Error("the world has not begun");
    return this.#context;
  }

  /** Starts the server. `env`: what is configured; null: Google by counselors' accounts. */
  static async begin(
    env: NodeJS.ProcessEnv | ((url: string) => NodeJS.ProcessEnv) | null = null,
  ): Promise<MeetingWorld> {
    const world = new MeetingWorld();
    const url = await world.google.start();
    const own = {
      GOOGLE_CLIENT_ID: standInClient.clientId,
      GOOGLE_CLIENT_SECRET: standInClient.clientSecret,
    };
    const given = env === null ? own : typeof env === "function" ? env(url) : env;
    await world.serve({ GOOGLE_ENDPOINT: url, ...given });
    return world;
  }

  async serve(env: NodeJS.ProcessEnv): Promise<void> {
    const all = { DATA_DIR: this.dataDir, PORT: "0", ...env };
    this.#context = await createContext(readConfig(all), readSecrets(all), {
      now: this.clock.now,
      schedule: this.clock.schedule,
      random: () => 0.5,
      onError: (error) => this.errors.push(error),
    });
    this.#url = `http://127.0.0.1:${await this.#context.listen()}`;
  }

  async end(): Promise<void> {
    await this.#context?.stop();
    await this.google.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** `signsIn` false: without a password, whose hash costs more than the rest of a test. */
  async person(role: Role, { signsIn = true } = {}): Promise<Person> {
    const name = `${role}-${randomUUID().slice(0, 8)}`;
    return this.context.accounts.add({
      name,
      email: `${name}@campus.example`,
      role,
      password: signsIn ? password : null,
    });
  }

  browser(): Browser {
    return new Browser(this.#url);
  }

  async signedIn(person: Person): Promise<Browser> {
    const browser = this.browser();
    await browser.post("/api/auth/sign-in/email", { email: person.email, password });
    return browser;
  }

  /** A counselor connects a Google account, through the real routes. */
  async connect(counselor: Person, googleEmail = counselor.email, scope?: string): Promise<string | null> {
    const browser = await this.signedIn(counselor);
    const { url } = (await browser.post("/api/google/connect")).json;
    const answer = await browser.get(this.google.consent(url, googleEmail, scope));
    return answer.headers.get("location");
  }

  /** A ticket that this counselor has claimed. */
  async claimedBy(counselor: Person, student?: Person): Promise<ClaimedTicket> {
    const by = student ?? (await this.person("student", { signsIn: false }));
    const ticket = new ClaimedTicket(this, randomUUID(), by, counselor);
    await ticket.append(by.id, { type: "ticket.opened", category: "stress", urgency: "low", mode: "video" });
    await ticket.append(counselor.id, { type: "ticket.claimed" });
    return ticket;
  }

  /** Lets time pass, and what is due be done. */
  pass(ms: number): Promise<void> {
    return this.clock.advance(ms, () => this.context.worker.idle());
  }

  /** Looks into the database as somebody with the file would. */
  rows(sql: string): unknown[] {
    const db = openDatabase(databasePath(this.dataDir), { mustExist: true });
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  }
}

export class ClaimedTicket {
  readonly world: MeetingWorld;
  readonly id: string;
  readonly student: Person;
  readonly counselor: Person;

  constructor(world: MeetingWorld, id: string, student: Person, counselor: Person) {
    this.world = world;
    this.id = id;
    this.student = student;
    this.counselor = counselor;
  }

  async append(by: string, draft: Draft, kind: DocKind = "ticket"): Promise<void> {
    const outcome = await appendEntry(this.world.context.desk, { doc: docName(kind, this.id), by, draft });
    if (outcome.status !== "accepted") throw new Error(`${draft.type}: ${JSON.stringify(outcome)}`);
  }

  /** Schedules a session by video so many ms from now. */
  async schedule(
    inMs: number,
    more: Partial<Draft<EntryOf<"session.scheduled">>> = {},
  ): Promise<{ sessionId: string; startsAt: number }> {
    const session = { sessionId: randomUUID(), startsAt: this.world.clock.at + inMs };
    const plan = { minutes: 50, mode: "video", timeZone: "Europe/Berlin" } as const;
    await this.append(this.counselor.id, { type: "session.scheduled", ...plan, ...session, ...more });
    return { ...session, ...("sessionId" in more && more.sessionId ? { sessionId: more.sessionId } : {}) };
  }

  paste(sessionId: string, url = "https://meet.example.org/pasted"): Promise<void> {
    return this.append(
      this.counselor.id,
      { type: "session.linked", sessionId, url, provider: "pasted" },
      "chat",
    );
  }

  /** What the chat holds. */
  async chat(): Promise<Entry[]> {
    const { values } = readLog([await this.world.context.desk.store.content(docName("chat", this.id))]);
    return values.map((value) => {
      const parsed = parseEntry("chat", value);
      if (!parsed.ok) throw new Error(parsed.detail);
      return parsed.entry;
    });
  }

  /** The chat in short: links by provider, failures by code. */
  async links(): Promise<string[]> {
    return (await this.chat()).flatMap((entry) => {
      if (entry.type === "session.linked") return [entry.provider];
      return entry.type === "session.linkFailed" ? [entry.code] : [];
    });
  }
}
