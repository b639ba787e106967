import { expect, test } from "vitest";
import { TaskQueue } from "./task-queue.ts";

test("tasks run one after the other, and each is counted from the moment it is added", async () => {
  const log: string[] = [];
  const queue = new TaskQueue({
    failed: () => {},
    after: async () => void log.push("after"),
    done: () => void log.push(queue.busy ? "done" : "done, at rest"),
    onError: () => {},
  });
  for (const name of ["one", "two"]) {
    queue.add(async () => {
      log.push(name);
      await Promise.resolve();
      log.push(`${name} ends`);
    });
  }
  expect(queue.added).toBe(2);
  await queue.settled();
  expect(log).toEqual(["one", "one ends", "after", "done", "two", "two ends", "after", "done, at rest"]);
  expect(queue.added).toBe(2);
});

test("what a task throws is said, and the next one runs", async () => {
  const failures: unknown[] = [];
  const queue = new TaskQueue({
    failed: (error) => void failures.push(error),
    after: async () => {},
    done: () => {},
    onError: () => expect.unreachable(),
  });
  let tasks = 0;
  queue.add(() => Promise.reject("broken"));
  queue.add(async () => void tasks++);
  await queue.settled();
  expect({ failures, tasks }).toEqual({ failures: ["broken"], tasks: 1 });
});

test("what is thrown behind a task is said too, and neither the next one nor who waits hangs on it", async () => {
  const errors: unknown[] = [];
  let tasks = 0;
  const queue = new TaskQueue({
    failed: () => {
      throw "failed";
    },
    after: () => Promise.reject("after"),
    done: () => {},
    onError: (error) => void errors.push(error),
  });
  queue.add(async () => void tasks++);
  queue.add(() => Promise.reject("task"));
  queue.add(async () => void tasks++);
  await queue.settled();
  expect({ errors, tasks, busy: queue.busy }).toEqual({
    errors: ["after", "failed", "after"],
    tasks: 2,
    busy: false,
  });
});
