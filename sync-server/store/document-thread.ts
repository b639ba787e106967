import { Worker } from "node:worker_threads";
import Database from "better-sqlite3";
import type { QuestionName, Questions } from "./document-questions.ts";

/** Mebibytes of heap the thread may take: the largest notes decoded, several times over. */
const heapMebibytes = 1_024;

export type Asked = {
  [Name in QuestionName]: { id: number; name: Name; ask: Questions[Name]["ask"] };
}[QuestionName];
export type Answered = { id: number } & ({ answer: unknown } | { trouble: string; code: string | null });

type Waiting = { resolve: (answer: unknown) => void; reject: (error: Error) => void };

/**
 * Answers questions about large documents on a thread and a connection of its own, one after another: what one person
 * has stored never holds the event loop. The thread begins with the first question.
 */
export class DocumentThread {
  readonly #file: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #asked = 0;

  /** @param file the database, which the thread only reads */
  constructor(file: string) {
    this.#file = file;
  }

  /** @throws when the thread ends before it has answered */
  ask<Name extends QuestionName>(
    name: Name,
    ask: Questions[Name]["ask"],
  ): Promise<Questions[Name]["answer"]> {
    const worker = this.#begun();
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as Questions[Name]["answer"]), reject });
      worker.ref();
      worker.postMessage({ id, name, ask });
    });
  }

  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#ended(worker, new Error("the server stops"));
    await worker?.terminate();
  }

  #begun(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL("./document-worker.ts", import.meta.url), {
      workerData: this.#file,
      resourceLimits: { maxOldGenerationSizeMb: heapMebibytes },
    });
    worker.on("message", (answered: Answered) => this.#take(answered));
    worker.on("error", (error) =>
      this.#ended(worker, error instanceof Error ? error : new Error(String(error))),
    );
    worker.on("exit", () => this.#ended(worker, new Error("the thread for large documents ended")));
    this.#worker = worker;
    return worker;
  }

  #take(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id);
    this.#waiting.delete(answered.id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    if ("trouble" in answered) waiting?.reject(errorOf(answered));
    else waiting?.resolve(answered.answer);
  }

  #ended(worker: Worker | null, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

/** The database's own error with its code: damage found here is damage. */
function errorOf({ trouble, code }: { trouble: string; code: string | null }): Error {
  return code === null ? new Error(trouble) : new Database.SqliteError(trouble, code);
}
