import { expect, test } from "vitest";
import { joined, unending } from "../../shared/log/wire.arbitrary.ts";
import { endOfUpdate } from "./push-end.ts";

test("[K1] an update under a number that would be written for ever is named by no position", () => {
  const gc = [0, 1, 0];
  for (const update of [
    joined([1, 1], unending, [0], gc),
    joined([1, 1, 66], unending, gc),
    joined([1, 1, 66, 0, 0], unending, [0]),
    joined([1, 1], [...new Array<number>(120).fill(0x80), 1], [0], gc),
  ]) {
    expect(endOfUpdate(update)).toEqual({ client: 0, clock: 0 });
  }
  expect(endOfUpdate(joined([1, 1, 66, 5], gc))).toEqual({ client: 66, clock: 6 });
});
