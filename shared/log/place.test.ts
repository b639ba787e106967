import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../laws.arbitrary.ts";
import { encodeAppend, type Position } from "./append.ts";
import { advance, emptyHead, type Head } from "./head.ts";
import { appendOf, grow, placementOf, steps } from "./log.arbitrary.ts";
import { endOf, type LogOrder, place, writersPerPerson } from "./place.ts";

const ada = { client: 1, owner: "ada" };
const bob = { client: 2, owner: "bob" };

/** ada wrote clocks 0–2, then bob 0–1, which is the tail. */
const head: Head = advance(advance(emptyHead, { ...ada, length: 3, version: 1 }), {
  ...bob,
  length: 2,
  version: 2,
});
const tail: Position = { client: 2, clock: 1 };

function entries(from: number, count: number) {
  return Array.from({ length: count }, (_, index) => ({ n: from + index }));
}

function judged(
  by: { client: number; owner: string },
  clock: number,
  origin: Position | null,
  count: number,
  order: LogOrder,
) {
  const update = encodeAppend({ client: by.client, clock }, origin, entries(clock, count));
  return place(appendOf(update), head, order, by.owner);
}

describe("[G7] clocks continue the head", () => {
  test("an append at the next clock is new as a whole", () => {
    expect(judged(bob, 2, tail, 2, "linear")).toMatchObject({
      fit: "appends",
      known: [],
      fresh: [
        { value: { n: 2 }, clock: 2 },
        { value: { n: 3 }, clock: 3 },
      ],
      items: 1,
    });
  });

  test("a gap is refused", () => {
    expect(judged(bob, 3, tail, 1, "linear")).toMatchObject({ fit: "refused", rule: "G7" });
    expect(judged({ client: 3, owner: "cleo" }, 1, tail, 1, "commutative")).toMatchObject({
      fit: "refused",
      rule: "G7",
    });
  });

  test("what the head has is known, and the rest is cut from it", () => {
    const placement = judged(bob, 0, { client: 1, clock: 2 }, 4, "linear");
    expect(placement).toMatchObject({
      fit: "appends",
      known: [
        { value: { n: 0 }, clock: 0 },
        { value: { n: 1 }, clock: 1 },
      ],
      fresh: [
        { value: { n: 2 }, clock: 2 },
        { value: { n: 3 }, clock: 3 },
      ],
      items: 1,
    });
    const cut = encodeAppend({ client: 2, clock: 2 }, tail, entries(2, 2));
    const body = placement.fit === "appends" ? placement.body : new Uint8Array();
    // Header `1 1 client clock` before the item, the empty delete set after it.
    expect(body).toEqual(cut.slice(4, -1));
  });

  test("an append that the head has as a whole brings nothing", () => {
    expect(judged(ada, 0, null, 3, "linear")).toMatchObject({ fit: "appends", fresh: [], items: 0 });
  });
});

describe("[G8] where an append may continue", () => {
  test("a linear log only at its tail: anything else is stale", () => {
    expect(judged(bob, 2, tail, 1, "linear").fit).toBe("appends");
    expect(judged(bob, 2, { client: 1, clock: 2 }, 1, "linear").fit).toBe("stale");
    expect(judged({ client: 3, owner: "cleo" }, 0, null, 1, "linear").fit).toBe("stale");
  });

  test("a part of an item that continues an older tail is stale too", () => {
    expect(judged(ada, 1, { client: 1, clock: 0 }, 3, "linear").fit).toBe("stale");
  });

  test("a commutative log after any accepted entry", () => {
    for (const origin of [tail, { client: 2, clock: 0 }, { client: 1, clock: 0 }]) {
      expect(judged(bob, 2, origin, 1, "commutative").fit).toBe("appends");
    }
    expect(judged(bob, 2, null, 1, "commutative").fit).toBe("stale");
  });

  test("an entry that was not accepted is nobody's origin, not even of what the head has already", () => {
    for (const order of ["linear", "commutative"] as const) {
      for (const clock of [2, 0]) {
        for (const origin of [
          { client: 9, clock: 0 },
          { client: 1, clock: 3 },
          { client: 2, clock: 7 },
        ]) {
          expect(judged(bob, clock, origin, 3, order)).toMatchObject({ fit: "refused", rule: "G8" });
        }
      }
    }
  });

  test("an item may not be its own origin", () => {
    expect(judged(bob, 2, { client: 2, clock: 2 }, 1, "commutative")).toMatchObject({ rule: "G8" });
  });
});

describe("[G6] whose clientID it is", () => {
  test("someone else's is refused, even for what the head has", () => {
    expect(judged({ client: 1, owner: "bob" }, 3, tail, 1, "linear")).toMatchObject({ rule: "G6" });
    expect(judged({ client: 1, owner: "bob" }, 0, null, 3, "linear")).toMatchObject({ rule: "G6" });
  });

  test("[P11][K26] one person's clientIDs are bounded, and neither other people's nor the server's by them", () => {
    const share = fc.integer({ min: writersPerPerson - 2, max: writersPerPerson + 2 });
    const shares = fc.record({ sam: share, carl: share, system: share });
    fc.assert(
      fc.property(shares, fc.constantFrom("sam", "carl", "cleo", "system"), (counts, owner) => {
        const owners = Object.entries(counts).flatMap(([each, count]) => new Array<string>(count).fill(each));
        const writers = new Map(owners.map((each, client) => [client, { clock: 1, owner: each }]));
        const full: Head = { version: 1, writers, tail: { client: 0, clock: 0 } };
        const own = owner === "cleo" ? 0 : counts[owner as keyof typeof counts];
        const most = owner === "system" ? Number.POSITIVE_INFINITY : writersPerPerson;
        const append = appendOf(
          encodeAppend({ client: owners.length, clock: 0 }, { client: 0, clock: 0 }, [{}]),
        );
        const placement = place(append, full, "linear", owner, most);
        if (own < most) expect(placement.fit).toBe("appends");
        else expect(placement).toMatchObject({ fit: "refused", rule: "G6" });
        // A clientID that is theirs already goes on.
        const known = owners.indexOf(owner);
        if (known === -1) return;
        const regular = appendOf(encodeAppend({ client: known, clock: 1 }, { client: 0, clock: 0 }, [{}]));
        expect(place(regular, full, "linear", owner, most).fit).toBe("appends");
      }),
      runs(30),
    );
  });
});

test("[L5] an append sent twice, or once more with what came after it, is placed once", () => {
  fc.assert(
    fc.property(steps, fc.constantFrom<LogOrder>("linear", "commutative"), (walk, order) => {
      const grown = grow(order, walk);
      const now = grown.at(-1)?.head ?? emptyHead;
      for (const { update, stored } of grown) {
        const owner = now.writers.get(stored.client)?.owner ?? "";
        const again = placementOf(appendOf(update), now, order, owner);
        expect(again.fresh).toEqual([]);
        expect(again.known.length).toBe(endOf(appendOf(update)).clock - stored.clock);
      }
    }),
    runs(100),
  );
});
