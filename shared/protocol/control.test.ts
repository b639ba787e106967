import { describe, expect, test } from "vitest";
import { type ControlDown, controlDown, controlLimits, controlUp, parseControl } from "./control.ts";

const device = "0b8f6a0e-5a55-4f1b-9a3c-6f0f4f0d2a11";
const hello = { t: "hello", cursor: 12, serverId: null, device };

const down: ControlDown[] = [
  {
    t: "welcome",
    serverId: "s1",
    seq: 7,
    now: 1_700_000_000_000,
    me: { id: "carl", name: "Carl", role: "counselor" },
    reset: false,
  },
  { t: "granted", docs: ["ticket/a"] },
  { t: "revoked", docs: ["chat/a"], because: { a: { type: "ticket.claimed", by: "cora", at: 5 } } },
  { t: "people", people: [{ id: "sam", name: "Sam", role: "student" }] },
  { t: "caughtUp", cursor: 9 },
  { t: "cursor", cursor: 9 },
  { t: "bye", code: "restarting", detail: "" },
];

describe("what the server says", () => {
  test.each(down)("[W5] $t", (message) => {
    expect(parseControl(controlDown, JSON.stringify(message))).toEqual({ ok: true, message });
  });

  test("[W5] a reason for a revocation that this client does not know does not keep it from deleting", () => {
    const because = { a: { type: "ticket.merged", by: "cora", at: 5 } };
    const parsed = parseControl(controlDown, JSON.stringify({ t: "revoked", docs: ["chat/a"], because }));
    expect(parsed).toMatchObject({ ok: true, message: { t: "revoked", docs: ["chat/a"] } });
  });
});

describe("what a device says", () => {
  test("[W5] hello, for the first time and again", () => {
    for (const message of [hello, { ...hello, serverId: "s1", cursor: 0 }]) {
      expect(parseControl(controlUp, JSON.stringify(message))).toEqual({ ok: true, message });
    }
  });

  test("[W5] purged, of as many documents as there may be", () => {
    const docs = new Array(controlLimits.docsInOneMessage).fill(`request/${device}`);
    const text = JSON.stringify({ t: "purged", docs });
    expect(text.length).toBeLessThan(controlLimits.upCharacters);
    expect(parseControl(controlUp, text).ok).toBe(true);
    expect(parseControl(controlUp, JSON.stringify({ t: "purged", docs: [...docs, "ticket/a"] })).ok).toBe(
      false,
    );
  });

  test("[W5] anything else is refused, and says where it is wrong", () => {
    const wrong: [unknown, RegExp][] = [
      [{ ...hello, cursor: -1 }, /^cursor: /],
      [{ ...hello, cursor: 1.5 }, /^cursor: /],
      [{ ...hello, cursor: "12" }, /^cursor: /],
      [{ ...hello, serverId: undefined }, /^serverId: /],
      [{ ...hello, serverId: "x".repeat(65) }, /^serverId: /],
      [{ ...hello, device: "my phone" }, /^device: /],
      [{ t: "purged", docs: ["x".repeat(65)] }, /^docs\.0: /],
      [{ t: "welcome" }, /^t: /],
      [{}, /^t: /],
      [null, /./],
      [[hello], /./],
      ["hello", /./],
    ];
    for (const [value, detail] of wrong) {
      const parsed = parseControl(controlUp, JSON.stringify(value));
      expect(parsed.ok ? "accepted" : parsed.detail, JSON.stringify(value)).toMatch(detail);
      expect(parsed.ok).toBe(false);
    }
  });

  test("[W5] what is no JSON is refused and throws nothing", () => {
    for (const text of ["", "{", "hello", "NaN", `{"t":"hello",}`]) {
      expect(parseControl(controlUp, text)).toEqual({ ok: false, detail: "a control message is JSON" });
    }
  });
});
