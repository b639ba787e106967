import { afterEach, beforeEach, expect, test } from "vitest";
import { docName } from "../../shared/log/doc-name.ts";
import { type Device, TestWorld } from "../sync/testing/test-world.ts";
import { changeDraft, openTicket, saveDraft, sendMessage } from "./actions.ts";
import { DraftChanged, DraftTaken, keepDraft } from "./live-draft.ts";
import { draft, messagesOf } from "./reads.ts";

let world: TestWorld;
let sam: Device;
let ticketId: string;
let key: string;

const asked = {
  category: "stress",
  urgency: "medium",
  mode: "chat",
  title: "Exams",
  description: "",
} as const;

beforeEach(async () => {
  world = new TestWorld();
  sam = world.device(world.person("sam", "student"));
  await world.start(sam);
  ticketId = await openTicket(sam.session, asked);
  key = docName("chat", ticketId);
});

afterEach(() => world.stop());

const bodies = async () => (await messagesOf(sam.replica, ticketId)).map(({ body }) => body);

test("[T14] two tabs that keep one draft at once keep the letters of both", async () => {
  await saveDraft(sam.session, key, "one three");
  const known = { key, base: "one three" };
  await keepDraft(sam.session, known, "one two three");
  expect(await keepDraft(sam.session, known, "one three four")).toBe("one two three four");
});

test("[T15] a draft that two tabs send at once is sent once", async () => {
  await saveDraft(sam.session, key, "hello");
  const known = { key, base: "hello" };
  const sent = await Promise.allSettled(
    [1, 2].map(() => sendMessage(sam.session, ticketId, "hello", [], known)),
  );
  expect(sent.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(sent.find(({ status }) => status === "rejected")).toMatchObject({ reason: expect.any(DraftTaken) });
  expect(await bodies()).toEqual(["hello"]);
});

test("[T15] what another tab wrote beside a message that is sent stays a draft", async () => {
  await saveDraft(sam.session, key, "hello");
  await keepDraft(sam.session, { key, base: "hello" }, "hello, and more");
  await sendMessage(sam.session, ticketId, "hello", [], { key, base: "hello" });
  expect(await bodies()).toEqual(["hello"]);
  expect(await draft(sam.replica, key)).toBe(", and more");
});

test("[T15] a message sent before its draft was kept is sent all the same", async () => {
  await sendMessage(sam.session, ticketId, "quick", [], { key, base: "" });
  expect(await bodies()).toEqual(["quick"]);
});

test("[T15] the form for help: sent by one tab, and only as that tab shows it", async () => {
  await saveDraft(sam.session, "ask", "the form");
  await expect(openTicket(sam.session, asked, { key: "ask", base: "an older form" })).rejects.toThrow(
    DraftChanged,
  );
  const known = { key: "ask", base: "the form" };
  const sent = await Promise.allSettled([1, 2].map(() => openTicket(sam.session, asked, known)));
  expect(sent.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await sam.replica.tickets.count()).toBe(2);
  expect(await draft(sam.replica, "ask")).toBe("");
});

test("[T14] two tabs that add to one list at once both count", async () => {
  const add = (word: string) => changeDraft(sam.session, "saved-replies", (kept) => `${kept ?? ""}${word};`);
  await Promise.all([add("one"), add("two")]);
  expect(await draft(sam.replica, "saved-replies")).toMatch(/^(one;two;|two;one;)$/);
});
