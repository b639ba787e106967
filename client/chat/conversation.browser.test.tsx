import { MantineProvider } from "@mantine/core";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { MemoryRouter } from "react-router";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import "@mantine/core/styles.css";
import { builtInCampus } from "../account/built-in-campus.ts";
import { markSeen } from "../replica/actions.ts";
import { deleteReplica, openReplica } from "../replica/database.ts";
import type { MessageRow, TicketRow } from "../replica/schema.ts";
import { type Desk, DeskContext } from "../shell/desk.tsx";
import type { ConnectionStatus } from "../sync/connection.ts";
import { createSubject } from "../sync/subscribable.ts";
import { theme } from "../ui/theme.ts";
import { Conversation } from "./conversation.tsx";

vi.mock(import("../replica/actions.ts"), { spy: true });

const me = {
  id: "cleo",
  name: "Cleo",
  email: "cleo@campus.example",
  role: "counselor",
  status: "active",
} as const;
const ticketId = "00000000-0000-4000-8000-000000000000";
const cause = { id: "c", type: "ticket.claimed", by: me.id, at: 1 } as const;
const row: TicketRow = {
  id: ticketId,
  state: {
    id: ticketId,
    student: "sam",
    status: "claimed",
    category: "anxiety",
    urgency: "low",
    mode: "chat",
    assigned: me.id,
    session: null,
    openedAt: 1,
    claimedAt: 1,
    endedAt: null,
    changedAt: 1,
    access: [],
    causes: { status: cause, assigned: cause, session: null },
  },
  base: null,
  title: null,
  description: null,
  waiting: 0,
  unread: 0,
  lastMessage: null,
  lastActivityAt: 1,
  openedAt: 1,
  waitingSince: null,
  link: null,
  seenByOther: null,
  readable: ["ticket", "request", "chat", "notes"],
  search: "",
  status: "claimed",
  urgencyRank: 0,
  assigned: me.id,
  student: "sam",
  place: 0,
};

const replica = openReplica(me.id);
let end: () => void;
let setMessages: (messages: MessageRow[]) => void;
let held: MessageRow[];
const told: string[] = [];

beforeEach(() => {
  told.length = 0;
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  // What the device's own projection does with a `chat.seen`.
  vi.mocked(markSeen).mockImplementation(async (_session, _ticket, upTo) => {
    told.push(upTo);
    const seq = held.find(({ id }) => id === upTo)?.seq ?? 0;
    show(held.map((each) => ((each.seq ?? 0) <= seq ? { ...each, unread: false } : each)));
  });
});
afterEach(() => {
  end();
  vi.restoreAllMocks();
});
afterAll(() => deleteReplica(me.id));

function said(n: number, { seq = n, unread = false, by = "sam", lines = 1 } = {}): MessageRow {
  const body = Array.from({ length: lines }, () => `words ${n}`).join("\n");
  const at = n * 60_000;
  const facts = { ticketId, position: n, acceptedAt: at, attachments: [], redacted: false };
  return { ...facts, state: "accepted", id: `m${n}`, by, at, body, seq, unread };
}
const many = (count: number, from = 1) => Array.from({ length: count }, (_, index) => said(from + index));

function show(messages: MessageRow[]): void {
  held = messages;
  setMessages(messages);
}

function Shown({ first }: { first: MessageRow[] }) {
  const [messages, set] = useState(first);
  setMessages = set;
  return <Conversation row={row} messages={messages} history={[]} refused={[]} sent={0} />;
}

function open(messages: MessageRow[], { focused = true } = {}): void {
  vi.mocked(document.hasFocus).mockReturnValue(focused);
  held = messages;
  const frame = document.createElement("div");
  frame.style.cssText = "position: fixed; inset: 0 auto auto 0; width: 390px; height: 500px; display: flex;";
  document.body.append(frame);
  const root = createRoot(frame);
  const desk: Desk = {
    me,
    replica,
    campus: builtInCampus,
    connection: createSubject<ConnectionStatus>({ state: "synced" }),
    full: createSubject(false),
    storageStuck: createSubject(false),
    kept: { lost: createSubject(null), read() {}, stop() {} },
    signOut: async () => {},
    wake() {},
  };
  root.render(
    <MantineProvider theme={theme}>
      <MemoryRouter>
        <DeskContext value={desk}>
          <Shown first={messages} />
        </DeskContext>
      </MemoryRouter>
    </MantineProvider>,
  );
  end = () => {
    root.unmount();
    frame.remove();
  };
}

const scroller = () => document.querySelector<HTMLElement>('[aria-label="Messages"]');
function scrollTo(top: number): void {
  const box = scroller();
  if (box !== null) box.scrollTop = top;
}
const button = (words: string) =>
  [...document.querySelectorAll("button")].find(({ textContent }) => textContent === words);
function onScreen(id: string): boolean {
  const box = scroller()?.getBoundingClientRect();
  const message = document.querySelector(`[data-message="${id}"]`)?.getBoundingClientRect();
  return box !== undefined && message !== undefined && message.top >= box.top && message.bottom <= box.bottom;
}
/** So that what has not happened had the time to: two frames are drawn. */
const drawn = () =>
  new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));

test("[D35] what came late above the fold stays unread until one goes to it", async () => {
  open(many(40));
  await expect.poll(() => onScreen("m40")).toBe(true);
  const late = { ...said(5, { unread: true, seq: 41 }), id: "late", position: 5.5 };
  show([...held.slice(0, 5), late, ...held.slice(5)]);
  await expect.poll(() => button("1 new message above")).toBeDefined();
  await drawn();
  expect(told).toEqual([]);
  expect(onScreen("m40")).toBe(true);

  button("1 new message above")?.click();
  await expect.poll(() => told).toEqual(["late"]);
  expect(onScreen("late")).toBe(true);
  await expect.poll(() => button("1 new message above")).toBeUndefined();
  expect(document.body.textContent).toContain("New");
});

test("[D35] a newer message on the screen says nothing of an older arrival above it", async () => {
  open(many(40));
  await expect.poll(() => onScreen("m40")).toBe(true);
  const late = { ...said(5, { unread: true, seq: 41 }), id: "late", position: 5.5 };
  show([...held.slice(0, 5), late, ...held.slice(5), said(41, { unread: true, seq: 42 })]);
  await expect.poll(() => onScreen("m41")).toBe(true);
  await expect.poll(() => button("1 new message above")).toBeDefined();
  await drawn();
  expect(told).toEqual([]);
  button("1 new message above")?.click();
  await expect.poll(() => told.at(-1)).toBe("m41");
});

test("[D36] a conversation opens at the first unread message, and only what was on the screen is seen", async () => {
  open([...many(100), ...many(60, 101).map((each) => ({ ...each, unread: true }))]);
  await expect.poll(() => onScreen("m101")).toBe(true);
  await expect.poll(() => told.length).toBeGreaterThan(0);
  expect(onScreen("m160")).toBe(false);
  expect(Number(told.at(-1)?.slice(1))).toBeLessThan(130);
  await expect.poll(() => button("Newest")).toBeUndefined();

  // Over the rest in one leap: what was leapt over is not seen.
  const before = told.at(-1);
  scrollTo(1_000_000);
  await expect.poll(() => onScreen("m160")).toBe(true);
  await expect.poll(() => document.body.textContent).toMatch(/\d+ new messages above/);
  expect(told.at(-1)).toBe(before);
});

test("[D35] nothing is seen in a page that nobody looks at", async () => {
  open([...many(3), said(4, { unread: true })], { focused: false });
  await expect.poll(() => onScreen("m4")).toBe(true);
  await drawn();
  expect(told).toEqual([]);
  vi.mocked(document.hasFocus).mockReturnValue(true);
  dispatchEvent(new Event("focus"));
  await expect.poll(() => told).toEqual(["m4"]);
});

test("[D36] what comes while nobody looks does not push what is unread off the screen", async () => {
  open(many(40), { focused: false });
  await expect.poll(() => onScreen("m40")).toBe(true);
  for (let n = 41; n <= 80; n++) {
    show([...held, said(n, { unread: true })]);
    await drawn();
  }
  expect(onScreen("m41")).toBe(true);
  vi.mocked(document.hasFocus).mockReturnValue(true);
  dispatchEvent(new Event("focus"));
  await expect.poll(() => told.length).toBeGreaterThan(0);
  expect(told.at(-1)).not.toBe("m80");
});

test("[D35] a message taller than the screen is seen when it was read to its end", async () => {
  open([...many(20), said(21, { unread: true, lines: 60 })]);
  await expect.poll(() => button("1 new message")).toBeDefined();
  await drawn();
  expect(told).toEqual([]);
  button("1 new message")?.click();
  await drawn();
  scrollTo(1_000_000);
  await expect.poll(() => told).toEqual(["m21"]);
});

test("[D36] of 2,000 messages the first that is unread is drawn and shown", async () => {
  open(many(2_000).map((each) => ({ ...each, unread: (each.seq ?? 0) > 3 })));
  await expect.poll(() => onScreen("m4")).toBe(true);
  await expect.poll(() => told.length).toBeGreaterThan(0);
  scrollTo(1_000_000);
  await expect.poll(() => onScreen("m2000")).toBe(true);
  expect(told.at(-1)).not.toBe("m2000");
});
