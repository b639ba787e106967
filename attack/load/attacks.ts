import type { Attack } from "../attack.ts";
import { loadAttack } from "./load-attack.ts";

const latency = "honest people keep their latency";

/** What a flood of any kind does to a server and to the honest people on it. */
export const loadAttacks: readonly Attack[] = [
  loadAttack({
    name: "never-read",
    promise: `What a reader does not take is bounded; ${latency}.`,
    people: 3,
    fat: true,
    mayGrow: 300,
  }),
  loadAttack({
    name: "byte-by-byte",
    promise: `A reader that takes a little each second keeps no more than one that takes nothing; ${latency}.`,
    people: 3,
    fat: true,
    mayGrow: 300,
  }),
  loadAttack({
    name: "messages",
    promise: `One person's messages at full speed hold up nobody else's.`,
    people: 2,
    mayGrow: 300,
  }),
  loadAttack({
    name: "large-pushes",
    promise: `The largest pushes at full speed hold up nobody else's; memory is bounded.`,
    people: 2,
    mayGrow: 300,
  }),
  loadAttack({
    name: "refused",
    promise: `Who is refused too often is cut off, also when they come again; ${latency}.`,
    people: 4,
    mayGrow: 200,
  }),
  loadAttack({
    name: "stale",
    promise: `Stale pushes at full speed hold up nobody.`,
    people: 4,
    mayGrow: 200,
  }),
  loadAttack({
    name: "foreign",
    promise: `Pushes to what is not theirs hold up nobody.`,
    people: 4,
    mayGrow: 200,
  }),
  loadAttack({
    name: "awareness",
    promise: `Awareness beyond a cursor's pace is dropped; ${latency}.`,
    people: 4,
    mayGrow: 200,
  }),
  loadAttack({
    name: "step1",
    promise: `Asking for documents again and again is bounded; ${latency}.`,
    people: 4,
    fat: true,
    mayGrow: 300,
  }),
  loadAttack({
    name: "control",
    promise: `Control messages at full speed hold up nobody; memory is bounded.`,
    people: 4,
    mayGrow: 200,
  }),
  loadAttack({
    name: "tiny-frames",
    promise: `A message of the smallest frames costs no more than a few others.`,
    people: 4,
    mayGrow: 200,
  }),
  loadAttack({
    name: "oversized",
    promise: `Messages of 2 to 64 MiB end the socket and are not kept.`,
    people: 4,
    mayGrow: 200,
  }),
  loadAttack({
    name: "endless-fragments",
    promise: `A message that never ends is given up.`,
    people: 2,
    mayGrow: 200,
  }),
  loadAttack({
    name: "held-fragments",
    promise: `What one person can make the server hold of messages without an end is bounded.`,
    people: 2,
    // 2 MiB on each of the 64 sockets that each of the two may have, and what the sockets cost.
    mayGrow: 320,
  }),
  loadAttack({
    name: "compressed",
    promise: `Compressed frames, which nobody agreed on, end the socket.`,
    people: 2,
    mayGrow: 50,
  }),
  loadAttack({
    name: "one-person",
    promise: `One person has 64 sockets, and the 65th is answered 429; ${latency}.`,
    people: 1,
    mayGrow: 200,
  }),
  loadAttack({
    name: "many-people",
    promise: `5,000 sockets of many people cost bounded memory; ${latency}.`,
    people: 90,
    mayGrow: 300,
  }),
  loadAttack({
    name: "strangers",
    promise: `Upgrades without a sign-in are answered 401 and keep nothing; ${latency}.`,
    people: 0,
    mayGrow: 150,
  }),
  loadAttack({
    name: "slow-heads",
    promise: `5,000 connections that never finish a request are ended; ${latency}.`,
    people: 0,
    mayGrow: 200,
  }),
  loadAttack({
    name: "churn",
    promise: `Coming and going at full speed, as a new device each time; ${latency}.`,
    people: 4,
    mayGrow: 200,
  }),
  loadAttack({
    name: "begin-anew",
    promise: `Catching up with 600 kB again and again waits for its turn; ${latency}.`,
    people: 4,
    fat: true,
    mayGrow: 200,
  }),
  loadAttack({
    name: "half-open",
    promise: `Sockets whose line swallows everything are ended within two heartbeats.`,
    people: 2,
    // A minute of honest talk on a server that has just started takes most of it.
    mayGrow: 150,
    forMs: { full: 65_000, long: 65_000 },
  }),
  loadAttack({
    name: "sign-ins",
    promise: `Wrong passwords from everywhere cost bounded work; ${latency}.`,
    people: 0,
    mayGrow: 200,
  }),
  loadAttack({
    name: "nested-bodies",
    promise: `Bodies nested 30,000 deep are refused; ${latency}.`,
    people: 0,
    mayGrow: 200,
  }),
  loadAttack({ name: "pages", promise: `Public pages at full speed; ${latency}.`, people: 0, mayGrow: 200 }),
];
