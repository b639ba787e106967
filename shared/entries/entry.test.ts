import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runs } from "../laws.arbitrary.ts";
import type { LogKind } from "../log/doc-name.ts";
import { entryOf } from "./entry.arbitrary.ts";
import { type EntryType, parseEntry } from "./entry.ts";

const kindOf: { [Type in EntryType]: LogKind } = {
  "ticket.opened": "ticket",
  "ticket.edited": "ticket",
  "ticket.triaged": "ticket",
  "ticket.claimed": "ticket",
  "ticket.unclaimed": "ticket",
  "ticket.assigned": "ticket",
  "session.scheduled": "ticket",
  "session.cancelled": "ticket",
  "session.started": "ticket",
  "session.completed": "ticket",
  "ticket.closed": "ticket",
  "ticket.reopened": "ticket",
  "access.opened": "ticket",
  "account.recovered": "ticket",
  "request.written": "request",
  "request.edited": "request",
  "chat.message": "chat",
  "chat.redacted": "chat",
  "chat.seen": "chat",
  "session.linked": "chat",
  "session.linkFailed": "chat",
};
const types = Object.keys(kindOf) as EntryType[];
const kinds: LogKind[] = ["ticket", "request", "chat"];

const id = "0b8f6a0e-5a55-4f1b-9a3c-6f0f4f0d2a11";
const other = "5d2c2f3e-0c1a-4b7e-8a44-1d7c5a7f9b02";
const envelope = { id, by: "ada", at: 1_700_000_000_000 };
const message = { ...envelope, type: "chat.message", body: "hello" };
const written = { ...envelope, type: "request.written", title: "Exams", description: "" };
const session = {
  ...envelope,
  type: "session.scheduled",
  sessionId: other,
  startsAt: 1,
  minutes: 50,
  mode: "video",
  timeZone: "Europe/Berlin",
};
const link = {
  ...envelope,
  type: "session.linked",
  sessionId: other,
  url: "https://meet.example/a",
  provider: "pasted",
};
const file = { sha256: "0".repeat(64), name: "a.pdf", type: "application/pdf", size: 1 };

/** A copy of `value` with a field of its own, `__proto__` too. */
function withOwn(value: object, key: string, own: unknown): object {
  return JSON.parse(JSON.stringify(value).replace("{", `{${JSON.stringify(key)}:${JSON.stringify(own)},`));
}

function expectRefused(kind: LogKind, value: unknown, named?: RegExp): void {
  const parsed = parseEntry(kind, value);
  expect(parsed, JSON.stringify(value)).toMatchObject({ ok: false });
  if (!parsed.ok && named !== undefined) expect(parsed.detail).toMatch(named);
}

describe.each(types)("%s", (type) => {
  const kind = kindOf[type];

  test("[G9] parses to exactly what stands in the log, and in its own kind of log only", () => {
    fc.assert(
      fc.property(entryOf(type), (entry) => {
        expect(parseEntry(kind, entry)).toStrictEqual({ ok: true, entry });
        for (const elsewhere of kinds.filter((each) => each !== kind)) expectRefused(elsewhere, entry);
      }),
      runs(40),
    );
  });

  test("[G9] an unknown key, one of Object's own names too, is refused", () => {
    fc.assert(
      fc.property(entryOf(type), (entry) => {
        for (const key of ["note", "__proto__", "constructor", "toString", ""]) {
          expectRefused(kind, withOwn(entry, key, { words: "smuggled" }));
          expectRefused(kind, withOwn(entry, key, 1));
        }
      }),
      runs(10),
    );
  });

  test("[G9] without any one field of the envelope it is no entry", () => {
    fc.assert(
      fc.property(entryOf(type), (entry) => {
        for (const field of ["id", "type", "by", "at"]) {
          expectRefused(kind, Object.fromEntries(Object.entries(entry).filter(([key]) => key !== field)));
          expectRefused(kind, { ...entry, [field]: null });
          expectRefused(kind, { ...entry, [field]: [] });
        }
      }),
      runs(5),
    );
  });
});

describe("[G9] the envelope", () => {
  test("[G9] an id is a UUID", () => {
    for (const bad of ["", "1", `${id} `, id.replace("-", ""), `{${id}}`, `urn:uuid:${id}`]) {
      expectRefused("chat", { ...message, id: bad }, /^id: /);
    }
  });

  test("[G9] a writer is named, and a time is a whole number of milliseconds since 1970", () => {
    expectRefused("chat", { ...message, by: "" }, /^by: /);
    expectRefused("chat", { ...message, by: "x".repeat(65) }, /^by: /);
    for (const at of [-1, 1.5, 8_640_000_000_000_001, "1", Number.NaN, Number.POSITIVE_INFINITY]) {
      expectRefused("chat", { ...message, at }, /^at: /);
    }
    const last = parseEntry("ticket", { ...session, startsAt: 8_640_000_000_000_000 });
    expect(last.ok && "startsAt" in last.entry && new Date(last.entry.startsAt).getUTCFullYear()).toBe(
      275_760,
    );
  });

  test("[G9] what is no object is no entry", () => {
    for (const value of [null, undefined, 1, "chat.message", true, [], [message], {}])
      expectRefused("chat", value);
  });
});

describe("[G9] what people write", () => {
  test("[G9] a message has words or a file", () => {
    for (const body of ["", " ", "\n\t "]) expectRefused("chat", { ...message, body }, /empty/);
    expectRefused("chat", { ...message, body: "", attachments: [] }, /empty/);
    expect(parseEntry("chat", { ...message, body: "", attachments: [file] }).ok).toBe(true);
  });

  test("[G9] a message holds 8,000 characters and 10 files at most", () => {
    expect(parseEntry("chat", { ...message, body: "x".repeat(8_000) }).ok).toBe(true);
    expectRefused("chat", { ...message, body: "x".repeat(8_001) }, /^body: /);
    expect(parseEntry("chat", { ...message, attachments: new Array(10).fill(file) }).ok).toBe(true);
    expectRefused("chat", { ...message, attachments: new Array(11).fill(file) }, /^attachments: /);
  });

  test("[G9] a file is named by its SHA-256 in lower case, and has a name and a size", () => {
    for (const bad of [
      { sha256: "0".repeat(63) },
      { sha256: "A".repeat(64) },
      { name: "" },
      { name: "x".repeat(201) },
      { size: 0 },
      { size: 1.5 },
      { url: "https://evil.example" },
    ]) {
      expectRefused("chat", { ...message, attachments: [{ ...file, ...bad }] }, /^attachments/);
    }
  });

  test("[G9] a request has a title of 200 characters and a description of 8,000 at most", () => {
    expect(parseEntry("request", { ...written, title: "x".repeat(200) }).ok).toBe(true);
    expectRefused("request", { ...written, title: "x".repeat(201) }, /^title: /);
    expectRefused("request", { ...written, title: " " }, /^title: /);
    expect(parseEntry("request", { ...written, description: "x".repeat(8_000) }).ok).toBe(true);
    expectRefused("request", { ...written, description: "x".repeat(8_001) }, /^description: /);
    expectRefused("request", { ...envelope, type: "request.written", title: "Exams" }, /^description: /);
  });

  test("[G9] an edit edits something", () => {
    expectRefused("request", { ...envelope, type: "request.edited" });
    expectRefused("ticket", { ...envelope, type: "ticket.edited" });
    expectRefused("ticket", { ...envelope, type: "ticket.edited", urgency: "high" });
  });
});

describe("[G9] codes, sessions and links", () => {
  test("[G9] a code outside its list is refused", () => {
    const opened = {
      ...envelope,
      type: "ticket.opened",
      category: "anxiety",
      urgency: "high",
      mode: "in-person",
    };
    expect(parseEntry("ticket", opened).ok).toBe(true);
    expectRefused("ticket", { ...opened, category: "Anxiety" }, /^category: /);
    expectRefused("ticket", { ...opened, urgency: "urgent" }, /^urgency: /);
    expectRefused("ticket", { ...opened, mode: "phone" }, /^mode: /);
    expectRefused("ticket", { ...envelope, type: "ticket.unclaimed", reason: "he is rude" }, /^reason: /);
    expectRefused("ticket", { ...envelope, type: "ticket.deleted" }, /^type: /);
  });

  test("[G9] a session lasts from 5 to 480 whole minutes, in a named time zone", () => {
    for (const minutes of [5, 480]) expect(parseEntry("ticket", { ...session, minutes }).ok).toBe(true);
    for (const minutes of [4, 481, 50.5, -5]) expectRefused("ticket", { ...session, minutes }, /^minutes: /);
    for (const timeZone of ["", "call me at 555", "x".repeat(65), "Europe/Berlin\n"]) {
      expectRefused("ticket", { ...session, timeZone }, /^timeZone: /);
    }
    expectRefused("ticket", { ...session, url: "https://meet.example/a" });
  });

  test("[G9] a link is an https address and stands as it was written", () => {
    expect(parseEntry("chat", link).ok).toBe(true);
    for (const url of [
      "http://meet.example/a",
      "javascript:alert(1)",
      "data:text/html,x",
      "https:meet.example",
      "https://",
      "meet.example/a",
      "//meet.example/a",
      " https://meet.example/a",
      "https://meet.example/a\n",
      "https://meet.exa\nmple/a",
      "https://meet.example/a b",
      `https://meet.example/${"x".repeat(2_000)}`,
    ]) {
      expectRefused("chat", { ...link, url }, /^url: /);
    }
  });

  test("[G9] why a link failed is a code and no text", () => {
    const failed = { ...envelope, type: "session.linkFailed", sessionId: other, code: "quota-exceeded" };
    expect(parseEntry("chat", failed).ok).toBe(true);
    for (const code of ["", "Not found", "x".repeat(61), "-x"]) {
      expectRefused("chat", { ...failed, code }, /^code: /);
    }
  });
});
