import { expect, test } from "vitest";
import type { Me } from "../replica/me.ts";
import { type Known, standingAfter, standingOf } from "./standing.ts";

const knowing = (me: Me): Known => ({ me, shared: false, ended: null });
const ada: Me = { id: "a", name: "Ada", role: "student", email: "ada@campus.example", status: "active" };
const pending: Me = { ...ada, status: "pending" };
const suspended: Me = { ...ada, status: "suspended" };

test("[U3] a known person goes straight in with no network", () => {
  expect(standingOf(knowing(ada))).toEqual({ state: "in", me: ada });
  expect(standingAfter(knowing(ada), { answer: "unreachable" })).toEqual({ state: "in", me: ada });
});

test("nobody known and no network: signed out", () => {
  expect(standingAfter(null, { answer: "unreachable" })).toEqual({ state: "out" });
  expect(standingAfter(null, { answer: "nobody" })).toEqual({ state: "out" });
});

test("the server's word on the role counts from now on", () => {
  const counselor: Me = { ...ada, role: "counselor" };
  expect(standingAfter(knowing(ada), { answer: "person", me: counselor })).toEqual({
    state: "in",
    me: counselor,
  });
});

test("who waits for approval waits, online and offline", () => {
  expect(standingOf(knowing(pending))).toEqual({ state: "waiting", me: pending });
  expect(standingAfter(knowing(pending), { answer: "unreachable" })).toEqual({
    state: "waiting",
    me: pending,
  });
  expect(standingAfter(knowing(pending), { answer: "person", me: ada })).toEqual({ state: "in", me: ada });
  expect(standingAfter(knowing(pending), { answer: "nobody" })).toEqual({ state: "out" });
});

test("[A25] whose recovery is not confirmed waits, online and offline, until it is", () => {
  const withheld: Me = { ...ada, withheld: "counselor" };
  expect(standingOf(knowing(withheld))).toEqual({ state: "waiting", me: withheld });
  expect(standingAfter(knowing(ada), { answer: "person", me: withheld })).toEqual({
    state: "waiting",
    me: withheld,
  });
  expect(standingAfter(knowing(withheld), { answer: "unreachable" })).toEqual({
    state: "waiting",
    me: withheld,
  });
  expect(standingAfter(knowing(withheld), { answer: "person", me: ada })).toEqual({ state: "in", me: ada });
});

test("[U4] a sign-in that the server ended locks the screens and keeps what was written", () => {
  expect(standingAfter(knowing(ada), { answer: "nobody" })).toEqual({
    state: "locked",
    me: ada,
    why: "signed-out",
  });
  expect(standingAfter(knowing(suspended), { answer: "nobody" })).toEqual({
    state: "locked",
    me: suspended,
    why: "suspended",
  });
  expect(standingAfter(knowing(ada), { answer: "person", me: suspended })).toEqual({
    state: "locked",
    me: suspended,
    why: "suspended",
  });
});

test("a lock outlasts a cold start with no network, and ends with a new sign-in", () => {
  const ended: Known = { ...knowing(ada), ended: "signed-out" };
  const locked = { state: "locked", me: ada, why: "signed-out" };
  expect(standingOf(ended)).toEqual(locked);
  expect(standingAfter(ended, { answer: "unreachable" })).toEqual(locked);
  expect(standingAfter(ended, { answer: "person", me: ada })).toEqual({ state: "in", me: ada });
});
