import { expect, test } from "vitest";
import type { Standing } from "../account/standing.ts";
import type { Me } from "../replica/me.ts";
import { whereTo } from "./where-to.ts";

const ada: Me = { id: "a", name: "Ada", role: "student", email: "ada@campus.example", status: "active" };
const out: Standing = { state: "out" };
const waiting: Standing = { state: "waiting", me: { ...ada, status: "pending" } };
const here: Standing = { state: "in", me: ada };
const locked: Standing = { state: "locked", me: ada, why: "signed-out" };

test.each([out, waiting, here, locked])(
  "[U13] the crisis lines are open to everybody: $state",
  (standing) => {
    expect(whereTo(standing, "/crisis")).toBeNull();
  },
);

test.each([out, locked])("nobody who is $state sees a screen of the desk", (standing) => {
  for (const path of ["/", "/ask", "/tickets/1", "/tray", "/settings", "/people"])
    expect(whereTo(standing, path), path).toBe("/sign-in");
});

test.each([out, locked])("who is $state may ask for a link to set a new password", (standing) => {
  expect(whereTo(standing, "/forgot-password")).toBeNull();
});

test("who is locked out may make a new account: theirs may be gone from a restored server", () => {
  expect(whereTo(locked, "/sign-up")).toBeNull();
});

test("who waits for approval waits wherever they go", () => {
  for (const path of ["/", "/ask", "/sign-in", "/tickets/1"])
    expect(whereTo(waiting, path), path).toBe("/waiting");
  expect(whereTo(waiting, "/waiting")).toBeNull();
});

test("who is signed in has no use for signing in, and goes only where their role goes", () => {
  expect(whereTo(here, "/sign-in")).toBe("/");
  expect(whereTo(here, "/waiting")).toBe("/");
  expect(whereTo(here, "/people")).toBe("/");
  expect(whereTo(here, "/ask")).toBeNull();
});
