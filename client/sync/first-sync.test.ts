import { expect, it } from "vitest";
import { FirstSync } from "./first-sync.ts";

const [one, two] = ["0b9c3f9e-7c1d-4d5a-9a56-4f1c2d3e4a5b", "1b9c3f9e-7c1d-4d5a-9a56-4f1c2d3e4a5b"];

it("[U18] a first sync counts what is stored on the device, not what has arrived", () => {
  const sync = new FirstSync();
  sync.begin(true);
  expect(sync.progress).toBeNull();
  sync.granted([`ticket/${one}`, `chat/${one}`, `ticket/${two}`]);
  expect(sync.progress).toEqual({ done: 0, total: 2 });
  sync.stored([`ticket/${one}`, `chat/${one}`]);
  expect(sync.progress).toEqual({ done: 1, total: 2 });
  sync.stored([`ticket/${one}`, `ticket/${two}`]);
  expect(sync.progress).toEqual({ done: 2, total: 2 });
  sync.end();
  expect(sync.progress).toBeNull();
});

it("a later catch-up shows no progress", () => {
  const sync = new FirstSync();
  sync.begin(false);
  sync.granted([`ticket/${one}`]);
  sync.stored([`ticket/${one}`]);
  expect(sync.progress).toBeNull();
});
