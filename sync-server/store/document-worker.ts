import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { answers, type QuestionName, type Questions } from "./document-questions.ts";
import type { Answered, Asked } from "./document-thread.ts";

const db = new Database(String(workerData), { fileMustExist: true, readonly: true });

parentPort?.on("message", ({ id, name, ask }: Asked) => {
  try {
    const answer = withOwnBytes(answered(name, ask));
    parentPort?.postMessage({ id, answer } satisfies Answered, buffersOf(answer));
  } catch (error) {
    const code = error instanceof Database.SqliteError ? error.code : null;
    parentPort?.postMessage({ id, trouble: messageOf(error), code } satisfies Answered);
  }
});

function answered<Name extends QuestionName>(
  name: Name,
  ask: Questions[Name]["ask"],
): Questions[Name]["answer"] {
  return db.transaction(() => answers[name](db, ask))();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "the question could not be answered";
}

/** The same with its bytes in a buffer of their own, which can be handed over: SQLite's and Node's cannot. */
function withOwnBytes(answer: unknown): unknown {
  if (answer instanceof Uint8Array) return new Uint8Array(answer);
  return hasUpdate(answer) ? { ...answer, update: new Uint8Array(answer.update) } : answer;
}

function buffersOf(answer: unknown): ArrayBuffer[] {
  const bytes = hasUpdate(answer) ? answer.update : answer;
  return bytes instanceof Uint8Array && bytes.buffer instanceof ArrayBuffer ? [bytes.buffer] : [];
}

function hasUpdate(answer: unknown): answer is { update: Uint8Array } {
  return (
    typeof answer === "object" && answer !== null && "update" in answer && answer.update instanceof Uint8Array
  );
}
