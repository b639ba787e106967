import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Draft, Entry } from "../../shared/entries/entry.ts";
import { type DocKind, docName } from "../../shared/log/doc-name.ts";
import type { NoticeKind } from "../../shared/notifications/kinds.ts";
import type { Role } from "../../shared/policy/roles.ts";
import { type Accounts, createAccounts, type Person } from "../accounts/accounts.ts";
import { type Db, databasePath, openDatabase } from "../accounts/database.ts";
import { addPerson } from "../accounts/people.ts";
import { attachmentJobKinds } from "../attachments/attachment-jobs.ts";
import { readConfig } from "../config.ts";
import type { JobHandler, JobKind } from "../jobs/job.ts";
import { TestClock } from "../jobs/test-clock.ts";
import { createWorker, type Worker } from "../jobs/worker.ts";
import { meetingJobKinds } from "../meetings/meeting-jobs.ts";
import { migrateStore } from "../store/schema.ts";
import { createSqliteStore } from "../store/sqlite-store.ts";
import type { Store } from "../store/store.ts";
import type { Desk } from "../sync/desk.ts";
import { appendEntry } from "../sync/server-entries.ts";
import { createWriter, type Writer } from "../sync/writer.ts";
import { createNotifications, type Notifications } from "./notifications.ts";
import { MailServer } from "./stand-in/mail-server.ts";
import { PushService } from "./stand-in/push-service.ts";
import { standInAccount, standInToken, TwilioStandIn } from "./stand-in/twilio.ts";

const elsewhere: JobHandler = async () => ({ outcome: "done" });

/** A desk whose clock stands still, with a push service, a mail server and an SMS provider on loopback. For tests. */
export class OutgoingCampus {
  readonly clock: TestClock;
  readonly push: PushService;
  readonly mail: MailServer;
  readonly sms: TwilioStandIn;
  readonly db: Db;
  readonly accounts: Accounts;
  readonly store: Store;
  readonly desk: Pick<Desk, "store" | "writer" | "now" | "onError">;
  readonly errors: unknown[] = [];
  notifications: Notifications;
  worker: Worker;
  readonly #config: ReturnType<typeof readConfig>;
  readonly #dataDir: string;

  private constructor(made: {
    clock: TestClock;
    push: PushService;
    mail: MailServer;
    sms: TwilioStandIn;
    db: Db;
    accounts: Accounts;
    store: Store;
    config: ReturnType<typeof readConfig>;
    dataDir: string;
  }) {
    this.clock = made.clock;
    this.push = made.push;
    this.mail = made.mail;
    this.sms = made.sms;
    this.db = made.db;
    this.accounts = made.accounts;
    this.store = made.store;
    this.#config = made.config;
    this.#dataDir = made.dataDir;
    const onError = (error: unknown) => void this.errors.push(error);
    const writer: Writer = createWriter({
      store: made.store,
      personOf: (id) => made.accounts.person(id),
      now: made.clock.now,
      onError,
      onCommitted: () => this.worker.wake(),
    });
    this.desk = { store: made.store, writer, now: made.clock.now, onError };
    this.notifications = this.#notifications();
    this.worker = this.#worker();
    this.worker.start();
  }

  static async start(at: string, env: NodeJS.ProcessEnv = {}): Promise<OutgoingCampus> {
    const clock = new TestClock(Date.parse(at));
    const [push, mail, sms] = await Promise.all([
      PushService.start(),
      MailServer.start(),
      TwilioStandIn.start(clock.now),
    ]);
    const dataDir = mkdtempSync(path.join(tmpdir(), "alcove-outgoing-"));
    const config = readConfig({
      DATA_DIR: dataDir,
      PUBLIC_URL: "https://desk.campus.example",
      MAIL_FROM: "Alcove <desk@campus.example>",
      TWILIO_ACCOUNT_SID: standInAccount,
      TWILIO_FROM: "+15005550006",
      TWILIO_API_URL: sms.url,
      PUSH_PRIVATE_HOSTS: "1",
      ...env,
    });
    const db = openDatabase(databasePath(dataDir));
    const accounts = await createAccounts({
      db,
      config,
      secrets: { authSecret: "a secret of the tests, 32 letters or more" },
    });
    migrateStore(db);
    const store = createSqliteStore(db);
    return new OutgoingCampus({ clock, push, mail, sms, db, accounts, store, config, dataDir });
  }

  #notifications(): Notifications {
    return createNotifications({
      db: this.db,
      desk: this.desk,
      accounts: this.accounts,
      config: this.#config,
      secrets: { authSecret: null, smtpUrl: this.mail.url, twilioAuthToken: standInToken },
      secret: "a secret of the tests, 32 letters or more",
      pushAgent: this.push.agent(),
    });
  }

  #worker(): Worker {
    const others: readonly JobKind[] = [...meetingJobKinds, ...attachmentJobKinds];
    const handlers: Partial<Record<JobKind, JobHandler>> = { ...this.notifications.handlers };
    for (const kind of others) handlers[kind] = elsewhere;
    return createWorker({
      store: this.store,
      handlers: handlers as Record<JobKind, JobHandler>,
      now: this.clock.now,
      random: () => 0.5,
      schedule: this.clock.schedule,
      onError: (error) => void this.errors.push(error),
    });
  }

  /** The server goes and comes back on what it had committed. */
  async restart(): Promise<void> {
    await this.worker.stop();
    this.notifications.stop();
    this.notifications = this.#notifications();
    this.worker = this.#worker();
    this.worker.start();
  }

  person(role: Role, name: string): Person {
    return addPerson(this.db, { name, email: `${name}@campus.example`, role, passwordHash: null });
  }

  /** Everything that a person can be reached by: a browser, a mailbox and a number. */
  reachable(
    role: Role,
    name: string,
    phone = `+4915112345${String(this.sms.sent.length).padStart(3, "0")}`,
  ): Person {
    const person = this.person(role, name);
    const { subscriptions } = this.notifications.messenger;
    subscriptions.add(
      person.id,
      `sign-in of ${name}`,
      this.push.subscribe(`browser-of-${name}`),
      this.clock.at,
    );
    this.db.prepare("INSERT INTO notification_settings (person, phone) VALUES (?, ?)").run(person.id, phone);
    return person;
  }

  /** Appends through the guard, as a device would. @throws when it was not accepted */
  async append(
    by: string,
    kind: Exclude<DocKind, "notes">,
    ticketId: string,
    draft: Draft<Entry>,
  ): Promise<string> {
    const id = randomUUID();
    const outcome = await appendEntry<Entry>(this.desk, { doc: docName(kind, ticketId), by, draft, id });
    if (outcome.status !== "accepted") throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
    await this.settled();
    return id;
  }

  async open(
    student: Person,
    more: Partial<Extract<Draft<Entry>, { type: "ticket.opened" }>> = {},
  ): Promise<string> {
    const ticketId = randomUUID();
    await this.append(student.id, "ticket", ticketId, {
      type: "ticket.opened",
      category: "stress",
      urgency: "low",
      mode: "in-person",
      ...more,
    });
    return ticketId;
  }

  /** Moves the clock from job to job, and lets everything that came due happen. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.at + ms;
    const next = this.db
      .prepare("SELECT min(dueAt) FROM jobs WHERE state = 'waiting' AND dueAt <= ?")
      .pluck();
    await this.settled();
    for (let due = next.get(until); typeof due === "number"; due = next.get(until)) {
      this.clock.at = Math.max(this.clock.at, due);
      await this.settled();
    }
    this.clock.at = until;
    await this.settled();
  }

  readonly settled = async (): Promise<void> => {
    await this.desk.writer.idle();
    this.worker.wake();
    await this.worker.idle();
    await this.worker.idle();
  };

  /** The notices of a person in the app, the oldest first. */
  told(person: Person): NoticeKind[] {
    return this.notifications.messenger.notices
      .of(person.id)
      .map(({ kind }) => kind)
      .reverse();
  }

  /** How many messages left for a person, by channel. */
  left(name: string, phone?: string): { push: number; mail: number; sms: number } {
    return {
      push: this.push.delivered.filter(({ browser }) => browser === `browser-of-${name}`).length,
      mail: this.mail.received.filter(({ to }) => to === `${name}@campus.example`).length,
      sms: phone === undefined ? 0 : this.sms.sent.filter(({ to }) => to === phone).length,
    };
  }

  async close(): Promise<void> {
    await this.worker.stop();
    this.notifications.stop();
    this.accounts.close();
    this.db.close();
    await Promise.all([this.push.close(), this.mail.close(), this.sms.close()]);
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}
