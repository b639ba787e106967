import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A process of the load that answers what it is told, one answer for each order. */
export class Child<Order extends object, Answer extends { t: string }> {
  readonly #process: ChildProcess;
  #waiting: PromiseWithResolvers<Answer> | null = null;

  /** @param file beside this one */
  constructor(file: string, options: { readonly memoryMb?: number } = {}) {
    this.#process = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
      execArgv: options.memoryMb === undefined ? [] : [`--max-old-space-size=${options.memoryMb}`],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#process.on("message", (answer: Answer) => {
      const waiting = this.#waiting;
      this.#waiting = null;
      if (answer.t === "failed") waiting?.reject(new Error("why" in answer ? String(answer.why) : file));
      else waiting?.resolve(answer);
    });
    this.#process.once("exit", () => this.#waiting?.reject(new Error(`${file} ended`)));
  }

  async tell<T extends Answer["t"]>(order: Order, expected: T): Promise<Extract<Answer, { t: T }>> {
    this.#waiting = Promise.withResolvers<Answer>();
    this.#process.send(order);
    const answer = await this.#waiting.promise;
    if (!isA(answer, expected)) throw new Error(`${answer.t} came where ${expected} was due`);
    return answer;
  }

  end(): void {
    this.#process.kill("SIGKILL");
  }
}

function isA<Answer extends { t: string }, T extends Answer["t"]>(
  answer: Answer,
  t: T,
): answer is Extract<Answer, { t: T }> {
  return answer.t === t;
}
