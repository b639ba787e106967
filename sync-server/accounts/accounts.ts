import type { IncomingHttpHeaders } from "node:http";
import type { AuditDeed } from "../../shared/audit/deeds.ts";
import type { Confirmer, Role } from "../../shared/policy/roles.ts";
import { type AuditEvent, recordAudit, wasStaff } from "../audit/audit-log.ts";
import { migrateAudit } from "../audit/schema.ts";
import type { Config, Secrets } from "../config.ts";
import { atFirstUse } from "../first-use.ts";
import { Problem } from "../http/problem.ts";
import { AccountChanges, type AccountEvent } from "./account-changes.ts";
import type { Auth } from "./auth.ts";
import { type Campus, readCampus, storeCampus } from "./campus.ts";
import type { Db } from "./database.ts";
import { refuseWeak } from "./guessable.ts";
import * as joining from "./joining.ts";
import { KnownDevices } from "./known-devices.ts";
import { accountsSchema, accountsVersion, migrateAccounts } from "./migrations.ts";
import { nameFor } from "./names.ts";
import { endLinks, linkAddress, mailed, makeLink, type StaffRole } from "./one-time-links.ts";
import { hashGated } from "./password-work.ts";
import { hashed, isPassword, storePassword } from "./passwords.ts";
import * as people from "./people.ts";
import type { Person } from "./person.ts";
import { authSecret } from "./secret.ts";
import { SignInLimits } from "./sign-in-limits.ts";
import { deviceCookie, sessionCookie } from "./sign-in-terms.ts";
import { type Device, type SignIn, SignIns } from "./sign-ins.ts";
import { confirmerOf, confirmRecovery, type OpenRecovery, recoveriesFor, withhold } from "./withheld.ts";

export type { AccountEvent, Device, Person, SignIn };

/** Who exists, who is signed in, and every change to that. Refusals are thrown as `Problem`. */
export interface Accounts {
  /**
   * Who is behind these request headers: the session cookie, or `Authorization: Bearer <the cookie's value>`; null when
   * nobody, and for a suspended account. Pending people are somebody: ask for `status` before letting them act.
   */
  signInOf(headers: IncomingHttpHeaders): Promise<SignIn | null>;
  /** Whether these headers have a bearer that this server signed. */
  hasOwnBearer(headers: IncomingHttpHeaders): boolean;
  /** One indexed read. */
  person(id: string): Person | null;
  personByEmail(email: string): Person | null;
  people(): people.PersonWithTimes[];
  /** The same without holding the event loop, for a campus of many. */
  peopleInTurns(): Promise<people.PersonWithTimes[]>;
  /** How many wait to be approved. */
  pendingCount(): number;
  /** Everybody who is no student, as they are now, those who are suspended too: devices must know it. */
  staff(): readonly Person[];
  /** Proof of a fresh sign-in: the right password now. Throws `too-many-attempts`. */
  verifyPassword(personId: string, password: string): Promise<boolean>;
  /** Hears every change after its commit, the command line's too. Returns what ends it. */
  on(listener: (event: AccountEvent) => void): () => void;

  /** The link that makes the first admin, and the end of an earlier one; null where there is an admin. */
  setupLink(baseUrl: string): string | null;
  setUp(first: { token: string; name: string; email: string; password: string }): Promise<Person>;

  /**
   * Throws `bad-name` and `weak-password` for who signs up; says nothing of the address. `password` is undefined where a mailed
   * link sets it.
   */
  checkNewcomer(newcomer: { name: string; email: string; password: string | undefined }): Promise<void>;
  /** Whether anybody has ever signed in to this account. */
  hasSignedIn(id: string): boolean;
  /**
   * Adds an active person; `password` null: they need a reset link first. `shownToAll`: it is no secret, as in a demo, and
   * is not judged.
   */
  add(person: {
    name: string;
    email: string;
    role: Role;
    password: string | null;
    shownToAll?: boolean;
  }): Promise<Person>;
  approve(id: string, by: Person | null): Person;
  setRole(id: string, role: Role, by: Person | null): Person;
  suspend(id: string, by: Person | null): Person;
  reactivate(id: string, by: Person | null): Person;
  rename(id: string, name: string): Person;
  /** The name that `rename` would store. @throws Problem `bad-name` */
  judgedName(id: string, name: string): string;

  invite(invitation: { email: string; role: StaffRole; by: Person }, baseUrl: string): string;
  invitations(): joining.Invitation[];
  /** May an admin see a link into this account? Not into that of somebody who is staff, or was and may be again. */
  mayShowLinkInto(person: Person): boolean;
  withdrawInvitation(id: string, by: Person): void;
  lookUpInvitation(token: string): { email: string; role: StaffRole };
  acceptInvitation(acceptance: { token: string; name: string; password: string }): Promise<Person>;

  /**
   * A link with which the person sets a new password; it ends the earlier one. `by`: the admin who is shown it, `mail` where only
   * its owner's mailbox is, null for the command line.
   */
  resetLink(id: string, by: Person | "mail" | null, baseUrl: string): string;
  resetPassword(reset: { token: string; password: string }): Promise<Person>;
  /** The recoveries that this person can confirm, the oldest first. */
  recoveriesFor(by: Person): OpenRecovery[];
  /** Who can confirm this person's recovery; null where nothing is withheld. */
  confirmerOf(id: string): Confirmer | null;
  /** Gives back what a recovery withheld. `by` is null for the command line. Throws `no-such-recovery` and `forbidden`. */
  confirmRecovery(id: string, by: Person | null): void;
  /** Sets a password for somebody at the server's console: a recovery. Ends all their sign-ins. */
  setPassword(id: string, password: string): Promise<void>;
  /** Changes one's own: needs the current one, and ends every other sign-in. Throws `wrong-password`. */
  changePassword(signIn: SignIn, change: { currentPassword: string; newPassword: string }): Promise<void>;

  devices(signIn: SignIn): Device[];
  endSignIn(personId: string, sessionId: string): void;
  endAllSignIns(personId: string): void;

  campus(): Campus;
  setCampus(campus: Campus, by: Person | null): void;

  /** Throws with the reason while the database does not answer or lacks a migration. */
  ping(): void;
  /** Stops looking for changes. The database stays open: it is the caller's. */
  close(): void;

  /** Tells the listeners now what was committed since the last look; they would hear within half a second anyway. */
  look(): void;
  /** For the HTTP routes of this package only: better-auth, loaded by the first who signs in, up or out. */
  auth(): Promise<Auth>;
  readonly limits: SignInLimits;
  /** Devices whose attempts to sign in are counted apart from their network's. */
  readonly knownDevices: KnownDevices;
}

/** How often changes by another process are looked for, in ms: the longest a suspended person stays connected. */
const lookEveryMs = 500;
/** How often sign-ins whose time is over are ended, in ms. */
const expireEveryMs = 60_000;

/** Migrates the database and opens the accounts in it. */
export async function createAccounts(options: {
  db: Db;
  config: Pick<Config, "dataDir" | "publicUrl" | "port" | "campusDomains" | "campusName">;
  secrets: Pick<Secrets, "authSecret">;
  now?: () => number;
  onError?: (error: unknown) => void;
}): Promise<Accounts> {
  const { db, config } = options;
  const onError = options.onError ?? ((error: unknown) => console.error(error));
  const secret = authSecret(config.dataDir, options.secrets.authSecret);
  const auth = atFirstUse(async () => {
    const { createAuth } = await import("./auth.ts");
    return createAuth({
      db,
      secret,
      publicUrl: config.publicUrl,
      port: config.port,
      onError,
      nameFor: (text) => named(text, "student"),
      admits: (email) => config.campusDomains.includes(email.toLowerCase().split("@").at(-1) ?? ""),
    });
  });
  await migrateAccounts(db, auth);
  migrateAudit(db);
  people.removeTornSignUps(db);

  const https = config.publicUrl?.startsWith("https:") ?? false;
  const signIns = new SignIns(db, { secret, cookie: sessionCookie(https) });
  const limits = new SignInLimits({
    isKnownAddress: (email, address) => signIns.isKnownAddress(email, address),
    ...(options.now ? { now: options.now } : {}),
  });
  const changes = new AccountChanges(db, onError);
  const reader = people.peopleReader(db);
  const timers = [
    setInterval(() => guarded(() => changes.look()), lookEveryMs).unref(),
    setInterval(() => guarded(() => told(() => signIns.endExpired())), expireEveryMs).unref(),
  ];

  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      onError(error);
    }
  }
  /** A change and its row of the audit log, in one transaction. */
  function recorded<T>(change: () => T, event: (result: T) => AuditEvent): T {
    return db
      .transaction(() => {
        const result = change();
        recordAudit(db, event(result));
        return result;
      })
      .immediate();
  }
  function changed(
    deed: AuditDeed,
    subject: string,
    by: Person | null,
    make: () => Person,
    detail: Record<string, string> = {},
  ): Person {
    return recorded(make, () => ({ actor: by?.id ?? null, deed, subject, detail }));
  }
  /** Runs a command, then tells the listeners what it changed, without waiting for the next look. */
  function told<T>(command: () => T): T {
    const result = command();
    reader.changed();
    changes.look();
    return result;
  }
  async function toldLater<T>(command: Promise<T>): Promise<T> {
    const result = await command;
    reader.changed();
    changes.look();
    return result;
  }

  function named(text: string, role: Role): string {
    return nameFor(db, campusName(), { text, role });
  }
  /** Whoever has a name from before these rules may save it again. */
  function judgedName(id: string, text: string): string {
    const { name, role } = people.known(db, id);
    return text === name ? name : named(text, role);
  }
  function campusName(): string {
    return readCampus(db, config.campusName).name;
  }

  async function proves(personId: string, password: string): Promise<boolean> {
    const proof = limits.proof(personId);
    const right = await isPassword(db, personId, password);
    if (right) proof.succeeded();
    return right;
  }

  return {
    auth,
    limits,
    knownDevices: new KnownDevices({ secret, name: deviceCookie(https), secure: https }),
    signInOf: async (headers) => signIns.of(headers),
    hasOwnBearer: (headers) => signIns.hasOwnBearer(headers),
    person: reader.person,
    staff: reader.staff,
    personByEmail: (email) => people.personByEmail(db, email),
    people: () => people.allPeople(db),
    peopleInTurns: () => people.peopleInTurns(db),
    pendingCount: () => people.pendingCount(db),
    verifyPassword: proves,
    on: (listener) => changes.on(listener),

    setupLink(baseUrl) {
      if (people.hasAdmin(db)) {
        endLinks(db, { kind: "setup" });
        return null;
      }
      return linkAddress(baseUrl, "setup", makeLink(db, { kind: "setup" }));
    },
    setUp: async (first) =>
      joining.setUp(db, { ...first, name: named(first.name, "admin"), campus: campusName() }),
    async checkNewcomer({ name, email, password }) {
      const person = { name: named(name, "student"), email, campus: campusName() };
      if (password !== undefined) await refuseWeak(password, person);
    },
    hasSignedIn: (id) => people.hasSignedIn(db, id),

    async add({ password, shownToAll = false, ...given }) {
      const person = { ...given, name: named(given.name, given.role) };
      const hash = shownToAll
        ? hashGated
        : (text: string) => hashed(text, { ...person, campus: campusName() });
      const passwordHash = password === null ? null : await hash(password);
      return recorded(
        () => people.addPerson(db, { ...person, passwordHash }),
        ({ id, role }) => ({ actor: null, deed: "account.added", subject: id, detail: { role } }),
      );
    },
    approve: (id, by) => told(() => changed("account.approved", id, by, () => people.approve(db, id))),
    setRole: (id, role, by) =>
      told(() => {
        const { role: before } = people.known(db, id);
        if (before === role) return people.known(db, id);
        const detail = { from: before, to: role };
        const make = () => people.setRole(db, id, role, by?.id ?? null);
        return changed("role.changed", id, by, make, detail);
      }),
    suspend: (id, by) =>
      told(() => changed("account.suspended", id, by, () => people.suspend(db, id, by?.id ?? null))),
    reactivate: (id, by) =>
      told(() => changed("account.reactivated", id, by, () => people.reactivate(db, id))),
    judgedName,
    rename: (id, text) => told(() => people.rename(db, id, judgedName(id, text))),

    invite({ email, role, by }, baseUrl) {
      const token = recorded(
        () => joining.invite(db, { email, role, by: by.id }),
        () => ({ actor: by.id, deed: "invitation.made", subject: email.toLowerCase(), detail: { role } }),
      );
      return linkAddress(baseUrl, "invitation", token);
    },
    invitations: () => joining.invitations(db),
    mayShowLinkInto: ({ id, role }) => role === "student" && !wasStaff(db, id),
    withdrawInvitation(id, by) {
      const invited = joining.invitations(db).find((invitation) => invitation.id === id);
      recorded(
        () => joining.withdrawInvitation(db, id),
        () => ({ actor: by.id, deed: "invitation.withdrawn", subject: invited?.email ?? null }),
      );
    },
    lookUpInvitation: (token) => joining.lookUpInvitation(db, token),
    acceptInvitation: async (acceptance) =>
      joining.acceptInvitation(db, {
        ...acceptance,
        name: named(acceptance.name, "counselor"),
        campus: campusName(),
      }),

    resetLink(id, by, baseUrl) {
      const person = people.known(db, id);
      const admin = by === "mail" ? null : (by?.id ?? null);
      const detail = { way: by === "mail" ? "mail" : by === null ? "console" : "admin" };
      const token = recorded(
        () => makeLink(db, { kind: "reset", personId: person.id, by: by === "mail" ? mailed : admin }),
        () => ({ actor: admin, deed: "reset-link.made", subject: person.id, detail }),
      );
      return linkAddress(baseUrl, "reset", token);
    },
    resetPassword: (reset) => toldLater(joining.resetPassword(db, { ...reset, campus: campusName() })),
    recoveriesFor: (by) => recoveriesFor(db, by),
    confirmerOf: (id) => confirmerOf(db, id),
    confirmRecovery: (id, by) => told(() => confirmRecovery(db, id, by)),
    async setPassword(id, password) {
      const hash = await hashed(password, { ...people.known(db, id), campus: campusName() });
      told(() =>
        db.transaction(() => {
          const withheld = withhold(db, { person: people.known(db, id), way: "console", madeBy: null });
          storePassword(db, id, hash);
          const detail = { withheld: withheld ? "yes" : "no" };
          recordAudit(db, { actor: null, deed: "password.set", subject: id, detail });
          signIns.endAll(id);
          endLinks(db, { kind: "reset", personId: id });
        })(),
      );
    },
    async changePassword({ person, sessionId }, { currentPassword, newPassword }) {
      if (!(await proves(person.id, currentPassword))) throw new Problem("wrong-password");
      const hash = await hashed(newPassword, { ...person, campus: campusName() });
      told(() =>
        db.transaction(() => {
          storePassword(db, person.id, hash);
          signIns.endAll(person.id, sessionId);
          endLinks(db, { kind: "reset", personId: person.id });
        })(),
      );
    },

    devices: ({ person, sessionId }) => signIns.devices(person.id, sessionId),
    endSignIn: (personId, sessionId) => told(() => signIns.end(personId, sessionId)),
    endAllSignIns: (personId) => told(() => void signIns.endAll(personId)),

    campus: () => readCampus(db, config.campusName),
    setCampus: (campus, by) => storeCampus(db, campus, by?.id ?? null),

    look: () => {
      reader.changed();
      changes.look();
    },
    ping() {
      const version = accountsVersion(db);
      if (version !== accountsSchema)
        throw new Error(`accounts are at version ${version} of ${accountsSchema}`);
    },
    close() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
