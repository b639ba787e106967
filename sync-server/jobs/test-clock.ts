import type { Schedule } from "./worker.ts";

/** A clock that stands still until a test moves it. */
export class TestClock {
  at: number;
  #timers: { at: number; callback: () => void }[] = [];

  constructor(at: number) {
    this.at = at;
  }

  readonly now = (): number => this.at;

  readonly schedule: Schedule = (callback, afterMs) => {
    const timer = { at: this.at + afterMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  };

  /** Moves on, timer by timer; `settle` lets what each began come to its end. */
  async advance(ms: number, settle: () => Promise<void>): Promise<void> {
    const until = this.at + ms;
    await settle();
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.at = Math.max(this.at, next.at);
      next.callback();
      await settle();
    }
    this.at = until;
  }
}
