import fc from "fast-check";
import { createDecoder } from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { expect, test } from "vitest";
import { runs } from "../laws.arbitrary.ts";
import { receipt } from "./frames.arbitrary.ts";
import { type Receipt, readReceipt, writeReceipt } from "./receipt.ts";

function reread(each: Receipt): Receipt {
  return readReceipt(createDecoder(encoding.encode((encoder) => writeReceipt(encoder, each))));
}

function withBody(body: unknown): Receipt {
  const bytes = encoding.encode((encoder) => {
    for (const number of [3, 7, 9]) encoding.writeVarUint(encoder, number);
    encoding.writeVarString(encoder, JSON.stringify(body));
  });
  return readReceipt(createDecoder(bytes));
}

test("[W1] a receipt comes out as it went in", () => {
  fc.assert(
    fc.property(receipt, (each) => {
      expect(reread(each)).toEqual(each);
    }),
    runs(300),
  );
});

test("[W4] the four verdicts have the numbers of the protocol", () => {
  const numbers = (["accepted", "stale", "retry-later", "refused"] as const).map(
    (status) => encoding.encode((encoder) => writeReceipt(encoder, { status, client: 1, clock: 1 }))[0],
  );
  expect(numbers).toEqual([0, 1, 2, 3]);
});

test("[W4] what a newer server adds is passed over, and a winner of an unknown type is none", () => {
  const winner = { type: "ticket.claimed", by: "carl", at: 5 };
  expect(withBody({ code: "policy", winner, hint: "new" })).toEqual({
    status: "refused",
    client: 7,
    clock: 9,
    code: "policy",
    winner,
  });
  for (const type of ["ticket.merged", "toString", "__proto__", 1]) {
    const read = withBody({ code: "policy", winner: { ...winner, type } });
    expect(read.winner).toBeUndefined();
    expect(read.code).toBe("policy");
  }
});

test("[W4] a body cannot change which push the receipt is of", () => {
  expect(withBody({ status: "accepted", client: 1, clock: 1 })).toEqual({
    status: "refused",
    client: 7,
    clock: 9,
  });
});
