import { expect, test } from "vitest";
import type { PeerName } from "../servers/peers.ts";
import type { Figures, Goal, Metric, Workload } from "../workloads/workload.ts";
import { asJson, rowsOf } from "./results.ts";
import { table } from "./table.ts";

const peers: PeerName[] = ["alcove", "y-websocket", "relay"];

function measured(goal: Goal | undefined, rounds: Partial<Record<PeerName, number[]>>) {
  const metric: Metric = { name: "cpu", unit: "µs", decimals: 1, ...(goal === undefined ? {} : { goal }) };
  const workload: Workload = {
    id: "W0",
    title: "nothing",
    peers,
    metrics: [metric],
    prepare: () => Promise.reject(new Error("not run")),
  };
  const figures = new Map<PeerName, Figures[]>();
  for (const peer of peers) {
    const values = rounds[peer];
    if (values !== undefined)
      figures.set(
        peer,
        values.map((cpu) => ({ cpu })),
      );
  }
  return { workload, rounds: figures, failures: [] };
}

test("a row has the medians, how many times Alcove's, and whether the goal is met", () => {
  const most = (value: number): Goal => ({ kind: "most", value });
  const rounds = { alcove: [30, 10, 20], "y-websocket": [50, 50, 50] };
  expect(rowsOf(measured(most(20), rounds), peers)).toEqual([
    ["W0 µs", "20.0", "50.0 (2.50×)", "–", "≤ 20 met"],
  ]);
  expect(rowsOf(measured(most(19.9), rounds), peers)[0]?.at(-1)).toBe("≤ 19.9 MISSED");
  expect(rowsOf(measured(undefined, rounds), peers)[0]?.at(-1)).toBe("");
});

test("a goal that is a ratio takes the other's median of the same run", () => {
  const times: Goal = { kind: "times", value: 3, of: "y-websocket" };
  const last = (rounds: Partial<Record<PeerName, number[]>>) =>
    rowsOf(measured(times, rounds), peers)[0]?.at(-1);
  expect(last({ alcove: [30], "y-websocket": [10] })).toBe("≥ 3× y-websocket met");
  expect(last({ alcove: [29.9], "y-websocket": [10] })).toBe("≥ 3× y-websocket MISSED");
  expect(last({ alcove: [30] })).toBe("≥ 3× y-websocket");
});

test("a peer whose rounds all failed has no figure, and Alcove's is then no ground for a ratio", () => {
  expect(rowsOf(measured({ kind: "most", value: 1 }, { alcove: [], relay: [7] }), peers)).toEqual([
    ["W0 µs", "–", "–", "7.0", "≤ 1"],
  ]);
});

test("the JSON holds every round beside the medians and the verdict", () => {
  const goal: Goal = { kind: "most", value: 20 };
  expect(asJson([{ ...measured(goal, { alcove: [1, 2, 3] }), failures: ["round 4, alcove: gone"] }])).toEqual(
    [
      {
        workload: "W0",
        title: "nothing",
        metrics: [{ name: "cpu", unit: "µs", medians: { alcove: 2 }, goal: "≤ 20", met: true }],
        failures: ["round 4, alcove: gone"],
        rounds: { alcove: [{ cpu: 1 }, { cpu: 2 }, { cpu: 3 }] },
      },
    ],
  );
});

test("columns stand under each other", () => {
  expect(
    table([
      ["", "alcove", "goal"],
      ["p50 ms", "1.2", "≤ 1"],
    ]),
  ).toBe("        alcove  goal\np50 ms     1.2   ≤ 1");
});
