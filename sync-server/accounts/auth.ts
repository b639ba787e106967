import { betterAuth } from "better-auth";
import { APIError } from "better-auth/api";
import { Kysely, SqliteDialect } from "kysely";
import { z } from "zod";
import { Problem } from "../http/problem.ts";
import { AttemptBuckets } from "./attempt-buckets.ts";
import type { Db } from "./database.ts";
import { hashedTokens } from "./hashed-tokens.ts";
import { passwordLength } from "./password-length.ts";
import { hashGated, verifyGated } from "./password-work.ts";
import { personById } from "./people.ts";
import { addressHeader } from "./sign-in-limits.ts";
import { cookiePrefix, sharedSignInHours, signInDays } from "./sign-in-terms.ts";
import { makeRoomForSignIn, noteSeen } from "./sign-ins.ts";

const signInBody = z.object({ rememberMe: z.boolean().optional() });

/**
 * The library that hashes passwords, keeps sign-ins and signs their cookies. Only sign-up, sign-in and sign-out
 * reach it over HTTP (`auth-routes.ts`); roles and status are ours, so its admin plugin is not here at all. It is the
 * largest part of the server by far, so this file is imported when it is first asked for, and by nobody else.
 */
export function createAuth(options: {
  db: Db;
  secret: string;
  publicUrl: string | null;
  port: number;
  admits: (email: string) => boolean;
  /** The name a student gets for what they typed. Throws `bad-name`. */
  nameFor: (text: string) => string;
  /** Hears what the database refused; better-auth itself answers it with 500 and no word. */
  onError: (error: unknown) => void;
}) {
  const { db, admits, nameFor, onError } = options;
  const limits = new Map<string, AttemptBuckets>();
  function nameInItsWords(name: string): string {
    try {
      return nameFor(name);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new APIError("BAD_REQUEST", { code: "BAD_NAME", message: error.message });
    }
  }
  const https = options.publicUrl?.startsWith("https:") ?? false;

  return betterAuth({
    appName: "Alcove",
    baseURL: options.publicUrl ?? `http://localhost:${options.port}`,
    basePath: "/api/auth",
    secret: options.secret,
    telemetry: { enabled: false },
    logger: { level: "error" },
    onAPIError: {
      // Refusals come here too; they are answers, and told to who asked.
      onError: (error) => {
        if (!(error instanceof APIError)) onError(error);
      },
    },
    // A transaction that awaits would hold SQLite's write lock, or swallow the store's commits, across turns of
    // the event loop. Its few steps commit one by one; `removeTornSignUps` mends the one pair that matters.
    database: {
      db: new Kysely<Record<string, never>>({ dialect: new SqliteDialect({ database: db }) }),
      type: "sqlite",
      transaction: false,
    },
    emailAndPassword: {
      enabled: true,
      // Signing up answers alike for an address that has an account; only a sign-in makes a cookie.
      autoSignIn: false,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
      password: {
        hash: (password) => inItsWords(hashGated(password)),
        verify: (given) => inItsWords(verifyGated(given)),
      },
    },
    user: {
      additionalFields: {
        role: { type: "string", required: true, defaultValue: "student", input: false },
        status: { type: "string", required: true, defaultValue: "pending", input: false },
      },
    },
    session: { expiresIn: signInDays * 86_400, disableSessionRefresh: true },
    // Nothing of ours uses this table; what would come into it is stored as a hash too.
    verification: { storeIdentifier: "hashed" },
    plugins: [hashedTokens()],
    rateLimit: {
      enabled: true,
      // Requests per address, against floods only: a campus sits behind one address, and
      // a lecture hall signs in at once. Guessing passwords is slowed in `sign-in-limits.ts`.
      window: 60,
      max: 600,
      customRules: {
        "/sign-in/email": { window: 60, max: 600 },
        // Sign-ups are counted in `sign-in-limits.ts`; the library's own rule would be 3 in 10 seconds.
        "/sign-up/email": { window: 60, max: 600 },
      },
      customStorage: {
        consume: async (key, rule) => {
          const name = `${rule.max}/${rule.window}`;
          const buckets =
            limits.get(name) ?? new AttemptBuckets({ size: rule.max, refillSeconds: rule.window / rule.max });
          limits.set(name, buckets);
          const wait = buckets.take(key);
          return { allowed: wait === 0, retryAfter: wait === 0 ? null : wait };
        },
      },
    },
    advanced: {
      cookiePrefix: cookiePrefix(https),
      useSecureCookies: false,
      // Lax and not Strict: a page opened from a mail or from a calendar's consent screen is still signed in.
      defaultCookieAttributes: { secure: https, httpOnly: true, sameSite: "lax", path: "/" },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      // `refuseForeignOrigins` checks every write before it comes here, by a stricter rule.
      disableCSRFCheck: true,
      disableOriginCheck: true,
      database: { generateId: "uuid" },
    },
    databaseHooks: {
      user: {
        // Nothing of ours changes people through better-auth; whatever would, meets the same judge.
        update: {
          before: async (user) => ({
            data: user.name === undefined ? user : { ...user, name: nameInItsWords(user.name) },
          }),
        },
        create: {
          before: async (user) => ({
            data: {
              ...user,
              name: nameInItsWords(user.name),
              role: "student",
              status: admits(user.email) ? "active" : "pending",
            },
          }),
        },
      },
      session: {
        create: {
          before: async (session, context) => {
            if (personById(db, session.userId)?.status === "suspended") {
              throw new APIError("FORBIDDEN", { code: "ACCOUNT_SUSPENDED" });
            }
            const shared = signInBody.safeParse(context?.body).data?.rememberMe === false;
            const end = shared
              ? Date.now() + sharedSignInHours * 3_600_000
              : Date.now() + signInDays * 86_400_000;
            noteSeen(db, session.userId, new Date());
            makeRoomForSignIn(db, session.userId);
            // The address in the form that attempts are counted by, so that the two can be compared.
            const ipAddress = context?.headers?.get(addressHeader) ?? null;
            return { data: { ...session, ipAddress, expiresAt: new Date(end) } };
          },
        },
      },
    },
  });
}

/** better-auth passes on only refusals in its own form; anything else becomes a failure that is logged. */
async function inItsWords<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Problem && error.code === "busy")) throw error;
    throw new APIError("SERVICE_UNAVAILABLE", { code: "BUSY" });
  }
}

export type Auth = ReturnType<typeof createAuth>;
