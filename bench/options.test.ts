import { expect, test } from "vitest";
import { readOptions } from "./options.ts";
import { peerNames } from "./servers/peers.ts";

const read = (...args: string[]) => readOptions(args, "latest.json");

test("without arguments everything is measured, in at least three rounds", () => {
  expect(read()).toEqual({ quick: false, only: null, peers: peerNames, rounds: 3, json: "latest.json" });
  expect(read("--quick")).toMatchObject({ quick: true, rounds: 1 });
});

test("arguments choose workloads, peers, rounds and the file", () => {
  expect(read("--only", "w1,W2", "--peer", "alcove, relay", "--rounds", "7", "--json", "x.json")).toEqual({
    quick: false,
    only: ["W1", "W2"],
    peers: ["alcove", "relay"],
    rounds: 7,
    json: "x.json",
  });
});

test("what is not known is refused with the reason", () => {
  expect(() => read("--peer", "etherpad")).toThrow("--peer knows alcove");
  expect(() => read("--rounds", "0")).toThrow("--rounds is");
  expect(() => read("--rounds", "1.5")).toThrow("--rounds is");
  expect(() => read("--fast")).toThrow("--fast");
});
