import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { hashOf, newCredential } from "../../secrets/credential.ts";

/** Connections begun and not ended; past it the oldest must begin again. */
const mostBegun = 1_000;
/** Milliseconds a person has at Google's page. */
const withinMs = 10 * 60_000;

/** A connection that was begun here: only who began it may end it, with the secret that never left the server. */
export type Begun = { person: string; verifier: string; redirectUri: string };

/** Connections on their way through Google's page: the state, and PKCE's verifier (RFC 7636). In memory, for minutes. */
export class Connecting {
  readonly #begun = new LRUCache<string, Begun & { until: number }>({ max: mostBegun });
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(person: string, redirectUri: string): { state: string; challenge: string } {
    const state = newCredential();
    // 43 characters, which RFC 7636, 4.1 asks for at least.
    const verifier = newCredential();
    this.#begun.set(hashOf(state), { person, verifier, redirectUri, until: this.#now() + withinMs });
    return { state, challenge: createHash("sha256").update(verifier).digest("base64url") };
  }

  /** What was begun with this state by this person; once, and in time. Else null. */
  take(state: string, person: string): Begun | null {
    const begun = this.#begun.get(hashOf(state));
    if (begun === undefined || begun.person !== person) return null;
    this.#begun.delete(hashOf(state));
    return begun.until > this.#now() ? begun : null;
  }
}
