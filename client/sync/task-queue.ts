export type TaskQueueDeps = {
  /** A task threw; the next one runs all the same. */
  failed: (error: unknown) => void;
  /** Runs behind every task. */
  after: () => Promise<void>;
  /** A task, and what ran behind it, no longer count as busy. */
  done: () => void;
  /** What `failed` or `after` throw: nobody expects it, and the next task runs all the same. */
  onError: (error: unknown) => void;
};

/** Runs tasks one after the other: what is received, judged and sent never overlaps. */
export class TaskQueue {
  private readonly deps: TaskQueueDeps;
  private running: Promise<void> = Promise.resolve();
  private waiting = 0;
  private count = 0;

  constructor(deps: TaskQueueDeps) {
    this.deps = deps;
  }

  get busy(): boolean {
    return this.waiting > 0;
  }

  /** How many tasks were ever added. */
  get added(): number {
    return this.count;
  }

  add(task: () => Promise<void>): void {
    const { failed, after, done, onError } = this.deps;
    this.waiting++;
    this.count++;
    this.running = this.running
      .then(task)
      .catch(failed)
      .then(after)
      .catch(onError)
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
