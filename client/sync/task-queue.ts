/** Runs tasks one after the other: what is received, judged and sent never overlaps. */
export class TaskQueue {
  private running: Promise<void> = Promise.resolve();
  private waiting = 0;
  private readonly failed: (error: unknown) => void;
  private readonly after: () => Promise<void>;

  /**
   * @param failed called when a task throws; the next one runs all the same
   * @param after runs behind every task
   */
  constructor(failed: (error: unknown) => void, after: () => Promise<void>) {
    this.failed = failed;
    this.after = after;
  }

  get busy(): boolean {
    return this.waiting > 0;
  }

  /** @param done called when the task is no longer counted */
  add(task: () => Promise<void>, done: () => void): void {
    this.waiting++;
    this.running = this.running
      .then(task)
      .catch(this.failed)
      .then(this.after)
      .then(() => {
        this.waiting--;
        done();
      });
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    while (this.busy) await this.running;
  }
}
