import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { answers, type QuestionName, type Questions } from "./document-questions.ts";
import type { Answered, Asked } from "./document-thread.ts";

const db = new Database(String(workerData), { fileMustExist: true, readonly: true });

parentPort?.on("message", ({ id, name, ask }: Asked) => {
  try {
    const answer = answered(name, ask);
    parentPort?.postMessage({ id, answer } satisfies Answered, bytesIn(answer));
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

/** What is handed over and not copied: bytes that stand in a buffer of their own. */
function bytesIn(answer: unknown): ArrayBuffer[] {
  const bytes = answer instanceof Uint8Array ? answer : bytesOf(answer);
  return bytes !== null && bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
    ? [bytes.buffer]
    : [];
}

function bytesOf(answer: unknown): Uint8Array | null {
  if (typeof answer !== "object" || answer === null || !("update" in answer)) return null;
  return answer.update instanceof Uint8Array ? answer.update : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "the question could not be answered";
}
