/** The device's clock went so far from the passing of time (ms): it was set, or the device slept. Half of what G9 allows. */
const clockJumpMs = 60_000;

/** Notices that the device's clock was set since the server last said what time it is: entries would carry a wrong time. */
export class ClockWatch {
  private readonly now: () => number;
  private readonly elapsed: () => number;
  /** The clock minus the passing of time, when the server last said what time it is. */
  private atTold: number | null = null;

  /**
   * @param now the device's clock, ms
   * @param elapsed ms that only go forward
   */
  constructor(now: () => number, elapsed: () => number) {
    this.now = now;
    this.elapsed = elapsed;
  }

  /** The server has just said what time it is. */
  told(): void {
    this.atTold = this.now() - this.elapsed();
  }

  get jumped(): boolean {
    return this.atTold !== null && Math.abs(this.now() - this.elapsed() - this.atTold) > clockJumpMs;
  }
}
