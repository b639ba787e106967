import type { Request, RequestHandler } from "express";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Accounts, Person } from "../accounts/accounts.ts";
import { countedAddress } from "../accounts/sign-in-limits.ts";
import { Problem, type ProblemCode } from "./problem.ts";

/**
 * Requests to `/api` in each minute. Sockets have rates of their own (`sync/allowances.ts`), and so does guessing
 * (`accounts/sign-in-limits.ts`).
 * - `person`: one person on all their devices, whatever is answered. Their address does not count: whoever floods from a
 *   campus's one address keeps nobody there from the desk.
 * - `device`: one that somebody was signed in to on, while nobody is: it signs in, whatever others do behind its address.
 * - `stranger`: everybody else behind one address; a lecture hall signs in at once.
 */
export const requestsPerMinute = {
  write: { stranger: 600, device: 60, person: 600 },
  read: { stranger: 3_000, device: 300, person: 600 },
} as const;
/**
 * Writes in each minute that a route lets a person make. A device that comes back with many files waits as `Retry-After`
 * says. Who is not approved yet can do nothing but change their name and sign out.
 */
export const admittedPerMinute = { active: 120, pending: 10 } as const;
/** Changes of one person's name in a day: everybody who talks with them is shown each. */
export const renamesPerDay = 5;
/** Fetches of one calendar feed in a minute; a calendar program asks every few minutes. */
export const feedFetchesPerMinute = 12;

const minute = 60;
const day = 86_400;

type Counted = keyof (typeof requestsPerMinute)["write"];

/** How often something may be done, by key. Counts live in memory: a restart forgives them. */
class Rate {
  readonly #limiter: RateLimiterMemory;
  readonly #code: ProblemCode;

  constructor(points: number, seconds: number, code: ProblemCode = "too-many-requests") {
    this.#limiter = new RateLimiterMemory({ points, duration: seconds });
    this.#code = code;
  }

  /** Counts one. @throws the `Problem` with `Retry-After` when it is one too many */
  async count(key: string): Promise<void> {
    try {
      await this.#limiter.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      // A clock that was set back must not ask anybody to wait longer than the window.
      const wait = Math.min(error.msBeforeNext, this.#limiter.duration * 1_000);
      throw new Problem(this.#code, { retryAfter: Math.max(1, Math.ceil(wait / 1_000)) });
    }
  }
}

/** The rates of the app that a request came to, for whoever lets it in. */
const ratesFor = new WeakMap<Request, Record<keyof typeof admittedPerMinute, Rate>>();

/** Counts every request by the person, or where nobody is signed in by device or address [H9], before its body is read. */
export function limitRequests(accounts: {
  signInOf: Accounts["signInOf"];
  knownDevices: Pick<Accounts["knownDevices"], "anyDeviceOf">;
}): RequestHandler {
  const rates = { write: ratesOf("write"), read: ratesOf("read") };
  const admitted = {
    active: new Rate(admittedPerMinute.active, minute),
    pending: new Rate(admittedPerMinute.pending, minute),
  };
  return async (req, _res, next) => {
    const rate = rates[isRead(req) ? "read" : "write"];
    const person = (await accounts.signInOf(req.headers))?.person;
    const device = accounts.knownDevices.anyDeviceOf(req.headers.cookie);
    if (person !== undefined) await rate.person.count(person.id);
    else if (device !== null) await rate.device.count(device);
    else await rate.stranger.count(countedAddress(req.ip));
    ratesFor.set(req, admitted);
    next();
  };
}

/** Counts a write that a route lets this person make [H9]. */
export async function countAdmitted(req: Request, person: Pick<Person, "id" | "status">): Promise<void> {
  if (isRead(req)) return;
  await ratesFor.get(req)?.[person.status === "active" ? "active" : "pending"].count(person.id);
}

function ratesOf(kind: "write" | "read"): Record<Counted, Rate> {
  const { stranger, device, person } = requestsPerMinute[kind];
  return {
    device: new Rate(device, minute),
    stranger: new Rate(stranger, minute),
    person: new Rate(person, minute),
  };
}

function isRead({ method }: Request): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}

/** How often one person may change their name. */
export function renameRate(): Rate {
  return new Rate(renamesPerDay, day, "renamed-often");
}

/** How often one address of a private feed may be fetched, and how often an address may ask for any. */
export function feedRates(): { feed: Rate; address: Rate } {
  return {
    feed: new Rate(feedFetchesPerMinute, minute),
    address: new Rate(requestsPerMinute.read.stranger, minute),
  };
}
