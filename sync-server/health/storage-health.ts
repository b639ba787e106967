import { type Trouble, troubleOf } from "../store/trouble.ts";

/** The same trouble is put in the log this often at most, in ms: every device retries, and the log may be on that disk. */
const logEveryMs = 60_000;

export type StorageState =
  | { state: "sound" }
  /** Since `since` (ms) nothing was stored; what is there is still read. Passes with the first commit that succeeds. */
  | { state: "failing"; advice: string; since: number }
  /** A page is not what it was: nothing is served from it any more. Only a restart on a sound database ends this. */
  | { state: "damaged"; advice: string; since: number };

/**
 * Whether the database still takes and gives what it is asked, told by those who ask it: every error that nobody expected
 * passes through `notice`, every commit through `stored`.
 */
export class StorageHealth {
  readonly #now: () => number;
  readonly #onDamaged: () => void;
  #state: StorageState = { state: "sound" };
  #logged = { advice: "", at: 0 };

  constructor(now: () => number, onDamaged: () => void) {
    this.#now = now;
    this.#onDamaged = onDamaged;
  }

  get state(): StorageState {
    return this.#state;
  }

  /** Takes note of an error. False when it says what was logged a moment ago. */
  notice(error: unknown): boolean {
    const trouble = troubleOf(error);
    if (trouble === null) return true;
    this.#turn(trouble);
    const at = this.#now();
    const age = at - this.#logged.at;
    if (this.#logged.advice === trouble.advice && age >= 0 && age < logEveryMs) return false;
    this.#logged = { advice: trouble.advice, at };
    return true;
  }

  /** Something was committed. */
  stored(): void {
    if (this.#state.state === "failing") this.#state = { state: "sound" };
  }

  #turn({ kind, advice }: Trouble): void {
    if (this.#state.state === "damaged") return;
    const since = this.#state.state === "failing" ? this.#state.since : this.#now();
    this.#state = { state: kind, advice, since };
    if (kind === "damaged") this.#onDamaged();
  }
}
