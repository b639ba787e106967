import fc from "fast-check";
import { expect, test } from "vitest";
import { type Draft, type Entry, logKindOf } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { parseDraft } from "./drafted.ts";
import { type Judge, Play, type TicketLogs } from "./play.ts";
import type { OutboxRow } from "./schema.ts";
import { stageOf } from "./stage.ts";

const ticketId = "11111111-1111-4111-8111-111111111111";
const sessionId = "22222222-2222-4222-8222-222222222222";
const judge: Judge = {
  actor: { id: "cleo", role: "counselor", status: "active" },
  roleOf: () => "counselor",
  now: 1_000,
};

function entryOf(draft: Draft, by = "cleo"): Entry {
  const parsed = parseDraft(draft, { id: crypto.randomUUID(), by, at: 10 });
  if (!parsed.ok) throw new Error(parsed.detail);
  return parsed.entry;
}

const claimed: TicketLogs = {
  ticket: [
    entryOf({ type: "ticket.opened", category: "other", urgency: "low", mode: "chat" }, "sam"),
    entryOf({ type: "ticket.claimed" }),
  ],
  request: [],
  chat: [],
};

function rowsOf(drafts: (Draft | "notes")[]): OutboxRow[] {
  return drafts.map((draft, order) => {
    const entry = draft === "notes" ? null : entryOf(draft);
    const kind = entry === null ? "notes" : logKindOf(entry.type);
    const id = entry?.id ?? crypto.randomUUID();
    const update = entry === null ? new Uint8Array([0, 0]) : null;
    return {
      id,
      order,
      ticketId,
      doc: docName(kind, ticketId),
      kind,
      entry,
      update,
      state: "waiting",
      at: 10,
    };
  });
}

const message: Draft = { type: "chat.message", body: "hello" };
const triaged: Draft = { type: "ticket.triaged", urgency: "high" };
const closed: Draft = { type: "ticket.closed", resolution: "helped" };
const unclaimed: Draft = { type: "ticket.unclaimed", reason: "other" };
const reopened: Draft = { type: "ticket.reopened" };
const scheduled: Draft = {
  type: "session.scheduled",
  sessionId,
  startsAt: 5_000,
  minutes: 30,
  mode: "chat",
  timeZone: "UTC",
};
const linked: Draft = { type: "session.linked", sessionId, url: "https://example.org/", provider: "pasted" };

function typesOf(drafts: (Draft | "notes")[]): string[] {
  return stageOf(ticketId, claimed, rowsOf(drafts), judge).map((row) => row.entry?.type ?? "notes");
}

test("ticket, request, chat, notes is the order wherever it changes nothing", () => {
  expect(typesOf(["notes", message, triaged])).toEqual(["ticket.triaged", "chat.message", "notes"]);
  expect(typesOf([scheduled, linked, triaged])).toEqual([
    "session.scheduled",
    "ticket.triaged",
    "session.linked",
  ]);
});

test("[D3] what would end the right to write waits for what was written before", () => {
  expect(typesOf([message, "notes", closed])).toEqual(["chat.message", "notes"]);
  expect(typesOf([message, unclaimed])).toEqual(["chat.message"]);
  expect(typesOf([message, { type: "ticket.assigned", to: "cora" }])).toEqual(["chat.message"]);
  expect(typesOf([scheduled, linked, { ...scheduled, sessionId: crypto.randomUUID() }])).toEqual([
    "session.scheduled",
    "session.linked",
  ]);
});

test("what the policy refuses anyway holds nothing up", () => {
  expect(typesOf([{ type: "ticket.claimed" }, message])).toEqual(["ticket.claimed", "chat.message"]);
});

const drafts = fc.constantFrom<Draft | "notes">(
  message,
  triaged,
  closed,
  reopened,
  unclaimed,
  scheduled,
  linked,
  "notes",
);

test("[D3] pushed stage by stage, everything allowed in the order it was made in is allowed on arrival", () => {
  fc.assert(
    fc.property(fc.array(drafts, { maxLength: 12 }), (made) => {
      const rows = rowsOf(made);
      const local = Play.of(ticketId, claimed);
      const allowed = rows.filter((row) => local.take(row, judge).allowed).map((row) => row.id);
      const server = Play.of(ticketId, claimed);
      const arrived = new Set<string>();
      let base = claimed;
      let left = rows;
      while (left.length > 0) {
        const stage = stageOf(ticketId, base, left, judge);
        expect(stage.length).toBeGreaterThan(0);
        for (const row of stage) {
          if (!server.take(row, judge).allowed) continue;
          arrived.add(row.id);
          if (row.entry !== null && row.kind !== "notes") {
            base = { ...base, [row.kind]: [...base[row.kind], row.entry] };
          }
        }
        const gone = new Set(stage.map((row) => row.id));
        left = left.filter((row) => !gone.has(row.id));
      }
      expect(allowed.filter((id) => !arrived.has(id))).toEqual([]);
    }),
  );
});
