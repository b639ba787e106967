import { expect, test } from "vitest";
import { createSubject } from "./subscribable.ts";

test("a listener hears each change once, and none after it left", () => {
  const subject = createSubject(1);
  const heard: number[] = [];
  const leave = subject.subscribe(() => heard.push(subject.get()));
  subject.set(2);
  subject.set(2);
  subject.set(3);
  leave();
  subject.set(4);
  expect(heard).toEqual([2, 3]);
  expect(subject.get()).toBe(4);
});

test("one function subscribed twice must leave twice", () => {
  const subject = createSubject("a");
  let calls = 0;
  const listener = () => {
    calls++;
  };
  const leaveFirst = subject.subscribe(listener);
  subject.subscribe(listener);
  leaveFirst();
  subject.set("b");
  expect(calls).toBe(1);
});
