import { isIPv6 } from "node:net";
import { Problem } from "../http/problem.ts";
import { AttemptBuckets } from "./attempt-buckets.ts";

/**
 * How fast passwords can be guessed. Each attempt costs one of all three; an honest one gives them back.
 * - One address at one account: 5 at once, then one every 3 minutes. This is what stops a person at a keyboard.
 * - One address at any account: 100 at once, then one every 9 seconds: a whole campus may sit behind it.
 * - A device on which this account was signed in to before has the first to itself, and the other two do not apply: whoever
 *   guesses behind the campus's one address locks out only who was never here.
 * - One account from everywhere: 20 at once, then one every 30 seconds, so a thousand machines get 2,880 guesses
 *   a day. From an address where the account is signed in this one does not apply, so that guessing locks
 *   nobody out of their own desk; from elsewhere the owner shares one attempt each half minute with the guesser.
 * The counts live in memory: a restart forgives them, and costs a guesser nothing they could cause.
 */
const rules = {
  pair: { size: 5, refillSeconds: 180 },
  address: { size: 100, refillSeconds: 9 },
  account: { size: 20, refillSeconds: 30 },
} as const;

/** Sign-ups and forgotten passwords from one address: a lecture hall of newcomers at once, then one every 30 seconds. */
const newcomerRule = { size: 120, refillSeconds: 30 } as const;
/** Proof of a fresh sign-in: 5 at once, then one a minute per person, who is signed in already. */
const proofRule = { size: 5, refillSeconds: 60 } as const;

export type Attempt = { succeeded(): void; undecided(): void };

export class SignInLimits {
  readonly #pair: AttemptBuckets;
  readonly #address: AttemptBuckets;
  readonly #account: AttemptBuckets;
  readonly #proof: AttemptBuckets;
  readonly #newcomers: AttemptBuckets;
  readonly #isKnownAddress: (email: string, address: string) => boolean;

  constructor(options: { isKnownAddress: (email: string, address: string) => boolean; now?: () => number }) {
    const clock = options.now ? { now: options.now } : {};
    this.#pair = new AttemptBuckets({ ...rules.pair, ...clock });
    this.#address = new AttemptBuckets({ ...rules.address, ...clock });
    this.#account = new AttemptBuckets({ ...rules.account, ...clock });
    this.#proof = new AttemptBuckets({ ...proofRule, ...clock });
    this.#newcomers = new AttemptBuckets({ ...newcomerRule, ...clock });
    this.#isKnownAddress = options.isKnownAddress;
  }

  /**
   * Counts an attempt before its outcome is known. Throws `too-many-attempts`, alike for accounts that do not exist.
   * @param device on which this account was signed in to before; null: none
   */
  attempt(email: string, address: string, device: string | null = null): Attempt {
    const account = email.toLowerCase();
    const pair = `${account} ${device ?? address}`;
    const taken: [AttemptBuckets, string][] = [];
    const giveBack = () => {
      for (const [buckets, key] of taken) buckets.giveBack(key);
    };
    const wanted: [AttemptBuckets, string][] = [[this.#pair, pair]];
    if (device === null) wanted.push([this.#address, address]);
    if (device === null && !this.#isKnownAddress(account, address)) wanted.push([this.#account, account]);
    for (const [buckets, key] of wanted) {
      const wait = buckets.take(key);
      if (wait > 0) {
        giveBack();
        throw new Problem("too-many-attempts", { retryAfter: wait });
      }
      taken.push([buckets, key]);
    }
    return {
      succeeded: () => {
        giveBack();
        this.#pair.fill(pair);
      },
      undecided: giveBack,
    };
  }

  /** Counts what anybody may ask for without an account. Throws `too-many-attempts`. */
  newcomer(address: string): void {
    const wait = this.#newcomers.take(address);
    if (wait > 0) throw new Problem("too-many-attempts", { retryAfter: wait });
  }

  /** The same for a person who proves again who they are. */
  proof(personId: string): { succeeded(): void } {
    const wait = this.#proof.take(personId);
    if (wait > 0) throw new Problem("too-many-attempts", { retryAfter: wait });
    return { succeeded: () => this.#proof.fill(personId) };
  }
}

/** The request header that carries the peer's address to better-auth; the server sets it, over whatever a client sent. */
export const addressHeader = "x-alcove-address";

/** Some gateways write the sender's port behind the address, a new one for each connection. */
const withPort = /^(?:(\d+\.\d+\.\d+\.\d+):\d+|\[([^\]]+)\](?::\d+)?)$/;

/** The address attempts are counted by: an IPv6 customer holds a whole /64 and could take a new one per guess. */
export function countedAddress(address: string | undefined): string {
  if (address === undefined) return "0.0.0.0";
  const [, four, six] = withPort.exec(address.trim()) ?? [];
  const bare = four ?? six ?? address.trim();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  const plain = bare.split("%")[0] ?? "";
  if (!isIPv6(plain)) return plain;
  const [left = "", right] = plain.toLowerCase().split("::", 2);
  const head = left === "" ? [] : left.split(":");
  const tail = right === undefined || right === "" ? [] : right.split(":");
  const groups = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => "0"), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::`;
}
