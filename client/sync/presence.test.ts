import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DocName } from "../../shared/log/doc-name.ts";
import { type AwarenessHub, createAwarenessHub, type HubLine } from "./awareness-hub.ts";
import { type AwarenessState, readAwareness, writeAwareness } from "./awareness-states.ts";
import { joinPresence } from "./presence.ts";

const chat: DocName = "chat/6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7c01";
const otherChat: DocName = "chat/6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7c02";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Pages of several people, joined by what the server does: hand every state to all the others. */
function campus() {
  const pages: { hub: AwarenessHub; line: HubLine }[] = [];
  const sent: { by: string; states: unknown[] }[] = [];
  return {
    sent,
    page(me: { id: string; name: string }) {
      const hub = createAwarenessHub();
      const line = hub.attach(me, (doc, update) => {
        sent.push({ by: me.name, states: (readAwareness(update) ?? []).map(({ state }) => state) });
        for (const page of pages) if (page.hub !== hub) page.line.receive(doc, update);
      });
      pages.push({ hub, line });
      return { hub, line };
    },
  };
}

const ana = { id: "ana", name: "Ana" };
const ben = { id: "ben", name: "Ben" };

test("[T5] who is here and what they do is seen by the others and not by oneself", () => {
  const { page } = campus();
  const anas = joinPresence(chat, { activity: "viewing" }, page(ana).hub);
  const bens = joinPresence(chat, { activity: "viewing" }, page(ben).hub);
  vi.advanceTimersByTime(3_000);
  expect(anas.others.get()).toEqual([{ ...ben, activity: "viewing" }]);
  expect(bens.others.get()).toEqual([{ ...ana, activity: "viewing" }]);
  bens.update("typing");
  expect(anas.others.get()).toEqual([{ ...ben, activity: "typing" }]);
  bens.leave();
  expect(anas.others.get()).toEqual([]);
  anas.leave();
});

test("[T5] two tabs and a phone of one person are one person, shown with the liveliest activity", () => {
  const { page } = campus();
  const anas = joinPresence(chat, { activity: "viewing" }, page(ana).hub);
  const laptop = joinPresence(chat, { activity: "viewing" }, page(ben).hub);
  const phone = joinPresence(chat, { activity: "typing" }, page(ben).hub);
  vi.advanceTimersByTime(1_000);
  expect(anas.others.get()).toEqual([{ ...ben, activity: "typing" }]);
  expect(laptop.others.get()).toEqual([{ ...ana, activity: "viewing" }]);
  for (const presence of [anas, laptop, phone]) presence.leave();
});

test("[T6] typing is said at most once a second, and ends by itself", () => {
  const { page, sent } = campus();
  const anas = joinPresence(chat, { activity: "viewing" }, page(ana).hub);
  const bens = joinPresence(chat, { activity: "viewing" }, page(ben).hub);
  vi.advanceTimersByTime(2_000);
  sent.length = 0;
  for (let key = 0; key < 50; key++) {
    bens.update(key % 2 === 0 ? "typing" : "viewing");
    vi.advanceTimersByTime(100);
  }
  const ofBen = sent.filter(({ by }) => by === "Ben").length;
  expect(ofBen).toBeGreaterThan(1);
  expect(ofBen).toBeLessThanOrEqual(6);
  bens.update("typing");
  vi.advanceTimersByTime(1_000);
  expect(anas.others.get()).toEqual([{ ...ben, activity: "typing" }]);
  vi.advanceTimersByTime(7_000);
  expect(anas.others.get()).toEqual([{ ...ben, activity: "viewing" }]);
  for (const presence of [anas, bens]) presence.leave();
});

test("a newcomer is greeted within a second and not at the next renewal", () => {
  const { page } = campus();
  const anas = joinPresence(chat, { activity: "viewing" }, page(ana).hub);
  vi.advanceTimersByTime(5_000);
  const bens = joinPresence(chat, { activity: "viewing" }, page(ben).hub);
  vi.advanceTimersByTime(1_000);
  expect(bens.others.get()).toEqual([{ ...ana, activity: "viewing" }]);
  for (const presence of [anas, bens]) presence.leave();
});

test("what is on screen before the sync has started is announced when it starts, and again on a new connection", () => {
  const hub = createAwarenessHub();
  const presence = joinPresence(chat, { activity: "viewing" }, hub);
  const heard: unknown[] = [];
  const line = hub.attach(ana, (_, update) => heard.push(readAwareness(update)?.[0]?.state));
  expect(heard.at(-1)).toEqual({ user: ana, activity: "viewing" });
  const atStart = heard.length;
  line.renew();
  expect(heard.length).toBeGreaterThan(atStart);
  line.closing();
  expect(heard.at(-1)).toBeNull();
  line.renew();
  expect(heard.at(-1)).toEqual({ user: ana, activity: "viewing" });
  line.detach();
  const before = heard.length;
  vi.advanceTimersByTime(60_000);
  presence.leave();
  expect(heard).toHaveLength(before);
});

test("[T7] who was taken for gone with the old leader's socket is back with the next connection", () => {
  const anas = campus().page(ana);
  const seen = joinPresence(chat, { activity: "viewing" }, anas.hub);
  const hub = createAwarenessHub();
  let last: readonly AwarenessState[] = [];
  const line = hub.attach(ben, (_, update) => {
    last = readAwareness(update) ?? [];
    anas.line.receive(chat, update);
  });
  const bens = joinPresence(chat, { activity: "viewing" }, hub);
  expect(seen.others.get()).toHaveLength(1);
  const gone = last.map((state) => ({ ...state, clock: state.clock + 1, state: null }));
  anas.line.receive(chat, writeAwareness(gone));
  expect(seen.others.get()).toEqual([]);
  line.renew();
  expect(seen.others.get()).toEqual([{ ...ben, activity: "viewing" }]);
  for (const presence of [seen, bens]) presence.leave();
});

test("what is no awareness, and what is said on another document, shows nobody", () => {
  const { hub, line } = campus().page(ana);
  const anas = joinPresence(chat, { activity: "viewing" }, hub);
  line.receive(chat, new Uint8Array([9, 9, 9, 250]));
  line.receive(chat, writeAwareness([{ client: 7, clock: 1, state: { user: "Ben" } }]));
  line.receive(
    otherChat,
    writeAwareness([{ client: 8, clock: 1, state: { user: ben, activity: "viewing" } }]),
  );
  expect(anas.others.get()).toEqual([]);
  anas.leave();
});
