import type { Schedule } from "../scheduler.ts";

/** A clock that goes on only when it is told to. */
export class TestClock {
  now: number;
  private due: { at: number; order: number; task: () => void }[] = [];
  private order = 0;

  constructor(start: number) {
    this.now = start;
  }

  readonly schedule: Schedule = (ms, task) => {
    const item = { at: this.now + ms, order: this.order++, task };
    this.due.push(item);
    return () => {
      this.due = this.due.filter((each) => each !== item);
    };
  };

  /** Goes to the next task that is due by `until` and runs it. @returns false when there is none */
  runNext(until: number): boolean {
    const next = this.due
      .filter((item) => item.at <= until)
      .sort((a, b) => a.at - b.at || a.order - b.order)[0];
    if (next === undefined) return false;
    this.due = this.due.filter((each) => each !== next);
    this.now = Math.max(this.now, next.at);
    next.task();
    return true;
  }
}
