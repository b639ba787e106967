import "fake-indexeddb/auto";
import { afterEach, expect, test, vi } from "vitest";
import { WebsocketProvider } from "y-websocket";
import { Doc } from "yjs";
import { encodeAppend } from "../../shared/log/append.ts";

import { type DocName, docName } from "../../shared/log/doc-name.ts";
import { addToBase, baseTables, dropFromBase } from "../replica/base.ts";
import { openReplica, type Replica } from "../replica/database.ts";
import type { Me } from "../replica/me.ts";
import { joinedBytes } from "../replica/notes.ts";
import { project, projectionTables } from "../replica/project.ts";
import { type AwarenessHub, createAwarenessHub } from "./awareness-hub.ts";
import { type AwarenessState, readAwareness } from "./awareness-states.ts";
import { createSubject } from "./subscribable.ts";
import { type Saving, virtualSocketFor } from "./virtual-socket.ts";

const ticketId = "6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7c01";
const notes: DocName = `notes/${ticketId}`;
const me: Me = { id: "cora", name: "Cora", role: "counselor", email: "cora@example.org", status: "active" };
/** A ticket of Ana's that Cora has claimed, as its log in the base. */
const claimed = encodeAppend({ client: 1, clock: 0 }, null, [
  {
    id: "6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7c11",
    type: "ticket.opened",
    by: "ana",
    at: 10,
    category: "other",
    urgency: "low",
    mode: "chat",
  },
  { id: "6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7c12", type: "ticket.claimed", by: "cora", at: 20 },
]);

const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0).reverse()) end();
});

/** The feed brings an update of the ticket. */
async function fed(replica: Replica, bytes: Uint8Array): Promise<void> {
  await replica.transaction("rw", projectionTables(replica), async () => {
    await addToBase(replica, new Map([[docName("ticket", ticketId), [bytes]]]));
    await project(replica, me, 1_000, [ticketId]);
  });
}

/** One device of the counselor: her replica, and as many screens as she likes. */
async function device() {
  const replica = openReplica(me.id, { prefix: `${crypto.randomUUID()}-` });
  endings.push(() => replica.close());
  await addToBase(replica, new Map([[notes, []]]));
  await fed(replica, claimed);
  const hub = createAwarenessHub();
  let wakes = 0;
  const session = { me, replica, wake: () => void wakes++, now: () => 1_000 };
  return {
    replica,
    hub,
    session,
    wakes: () => wakes,
    /** A page that shows the notes; `text` is what stands there. */
    screen(report = { saving: createSubject<Saving>("saved") }) {
      const doc = new Doc();
      const provider = new WebsocketProvider("ws://replica", notes, doc, {
        WebSocketPolyfill: virtualSocketFor(session, report, hub),
        disableBc: true,
      });
      const close = () => {
        provider.destroy();
        doc.destroy();
      };
      endings.push(close);
      return { doc, provider, text: doc.getText("notes"), close };
    },
  };
}

type Device = Awaited<ReturnType<typeof device>>;

/** What engine and server do with notes: the outbox becomes everybody's base. */
async function exchange(...devices: { replica: Replica }[]): Promise<void> {
  for (const { replica } of devices) {
    const rows = await replica.outbox.orderBy("order").toArray();
    for (const other of devices) {
      await other.replica.transaction(
        "rw",
        [...baseTables(other.replica), other.replica.outbox],
        async () => {
          for (const { update } of rows)
            if (update) await addToBase(other.replica, new Map([[notes, [update]]]));
          if (other.replica === replica) await replica.outbox.clear();
        },
      );
    }
  }
}

const outboxOf = ({ replica }: Device) => replica.outbox.toArray();
const until = (expectation: () => void | Promise<void>) =>
  vi.waitFor(expectation, { timeout: 5_000, interval: 5 });

test("[N1] an edit is an outbox row at once, with no network and no server", async () => {
  const cora = await device();
  const screen = cora.screen();
  await until(() => expect(screen.provider.synced).toBe(true));
  screen.text.insert(0, "Slept badly.");
  screen.text.insert(0, "Ana: ");
  await until(async () => expect(await outboxOf(cora)).toHaveLength(1));
  const [row] = await outboxOf(cora);
  expect(row).toMatchObject({
    ticketId,
    doc: notes,
    kind: "notes",
    entry: null,
    state: "waiting",
    at: 1_000,
  });
  expect(cora.wakes()).toBe(1);
});

test("[N2] notes are there again after a cold start with no network", async () => {
  const cora = await device();
  const before = cora.screen();
  await until(() => expect(before.provider.synced).toBe(true));
  before.text.insert(0, "Kept.");
  await until(async () => expect(await outboxOf(cora)).toHaveLength(1));
  before.close();
  const after = cora.screen();
  await until(() => expect(after.text.toString()).toBe("Kept."));
  expect(after.provider.synced).toBe(true);
  expect(after.doc.clientID).not.toBe(before.doc.clientID);
  expect(await outboxOf(cora)).toHaveLength(1);
});

test("[N3] offline edits of two devices merge when both have sent", async () => {
  const laptop = await device();
  const phone = await device();
  const onLaptop = laptop.screen();
  const onPhone = phone.screen();
  await until(() => expect(onLaptop.provider.synced && onPhone.provider.synced).toBe(true));
  onLaptop.text.insert(0, "Session one. ");
  await until(async () => expect(await outboxOf(laptop)).toHaveLength(1));
  await exchange(laptop, phone);
  await until(() => expect(onPhone.text.toString()).toBe("Session one. "));
  onLaptop.text.insert(0, "From the laptop. ");
  onPhone.text.insert(13, "From the phone. ");
  onPhone.text.delete(0, 8);
  await until(async () => {
    expect(await outboxOf(laptop)).toHaveLength(1);
    expect(await outboxOf(phone)).toHaveLength(1);
  });
  await exchange(laptop, phone);
  await until(() => expect(onLaptop.text.toString()).toBe("From the laptop. one. From the phone. "));
  expect(onPhone.text.toString()).toBe(onLaptop.text.toString());
  expect(await outboxOf(laptop)).toEqual([]);
  expect(await outboxOf(phone)).toEqual([]);
});

test("[N3] what comes back by the feed is no new edit, however often it comes", async () => {
  const cora = await device();
  const screen = cora.screen();
  await until(() => expect(screen.provider.synced).toBe(true));
  screen.text.insert(0, "one two three");
  screen.text.delete(0, 4);
  await until(async () => expect(await outboxOf(cora)).toHaveLength(1));
  const rows = await outboxOf(cora);
  await exchange(cora);
  for (const { update } of rows) if (update) await addToBase(cora.replica, new Map([[notes, [update]]]));
  const second = cora.screen();
  await until(() => expect(second.text.toString()).toBe("two three"));
  expect(await outboxOf(cora)).toEqual([]);
  expect(second.doc.store.pendingStructs).toBeNull();
});

test("what is typed in one tab is seen in another before anything is sent", async () => {
  const cora = await device();
  const left = cora.screen();
  const right = cora.screen();
  await until(() => expect(left.provider.synced && right.provider.synced).toBe(true));
  left.text.insert(0, "left ");
  await until(() => expect(right.text.toString()).toBe("left "));
  right.text.insert(5, "right");
  await until(() => expect(left.text.toString()).toBe("left right"));
  // The second edit joined the first while both waited.
  expect(await outboxOf(cora)).toHaveLength(1);
});

test("[N1] an hour of typing offline is a few rows, and none outgrows what a push may carry", async () => {
  const cora = await device();
  const screen = cora.screen();
  await until(() => expect(screen.provider.synced).toBe(true));
  const words = "word ".repeat(1_000);
  for (let index = 0; index < 20; index++) {
    screen.text.insert(screen.text.length, words);
    await Promise.resolve();
  }
  const after = cora.screen();
  await until(() => expect(after.text.toString()).toBe(words.repeat(20)));
  const rows = await outboxOf(cora);
  expect(rows).not.toEqual([]);
  expect(rows.length).toBeLessThan(8);
  for (const { update } of rows) expect(update?.length).toBeLessThanOrEqual(joinedBytes + 5_100);
});

test("[N1] an edit reads no log, so a key costs the same however long the chat is", async () => {
  const cora = await device();
  const screen = cora.screen();
  await until(() => expect(screen.provider.synced).toBe(true));
  let read = 0;
  cora.replica.parts.hook("reading", (row) => {
    read++;
    return row;
  });
  screen.text.insert(0, "a key");
  await until(async () => expect(await outboxOf(cora)).toHaveLength(1));
  expect(read).toBe(0);
  await cora.replica.parts.toArray();
  expect(read).toBeGreaterThan(0);
});

test("[N7] words written when the ticket has just been given away go to the tray with the rule", async () => {
  const cora = await device();
  const screen = cora.screen();
  await until(() => expect(screen.provider.synced).toBe(true));
  const closed = new Promise((done) => screen.provider.on("closed", done));
  const handedOver = {
    id: "6f1c2f0e-5a53-4c1b-9d5e-0d3a1f6b7c13",
    type: "ticket.assigned",
    by: "root",
    at: 30,
    to: "dora",
  };
  await fed(cora.replica, encodeAppend({ client: 2, clock: 0 }, { client: 1, clock: 1 }, [handedOver]));
  screen.text.insert(0, "She agreed to come again.");
  expect(await closed).toMatchObject({ code: 4409 });
  expect(await outboxOf(cora)).toEqual([]);
  expect(await cora.replica.tray.toArray()).toMatchObject([
    {
      doc: notes,
      text: "She agreed to come again.",
      reason: { code: "policy", rule: "notes-needs-assigned" },
    },
  ]);
  const again = cora.screen();
  await until(() => expect(again.provider.synced).toBe(true));
  expect(again.text.toString()).toBe("");
});

test("[N4] edits count as waiting on their ticket", async () => {
  const cora = await device();
  const screen = cora.screen();
  await until(() => expect(screen.provider.synced).toBe(true));
  screen.text.insert(0, "x");
  await until(async () => expect((await cora.replica.tickets.get(ticketId))?.waiting).toBe(1));
});

test("[N5] a failing disk is said, keeps the words, and is tried again in order", async () => {
  const cora = await device();
  const report = { saving: createSubject<Saving>("saved") };
  const screen = cora.screen(report);
  await until(() => expect(screen.provider.synced).toBe(true));
  let full = true;
  cora.replica.outbox.hook("creating", () => {
    if (full) throw new Error("QuotaExceededError");
  });
  screen.text.insert(0, "a");
  await until(() => expect(report.saving.get()).toBe("failed"));
  screen.text.insert(1, "b");
  expect(await outboxOf(cora)).toEqual([]);
  full = false;
  await until(() => expect(report.saving.get()).toBe("saved"));
  const after = cora.screen();
  await until(() => expect(after.text.toString()).toBe("ab"));
});

test("[N6] when the grant is gone the socket closes for good and writes nothing again", async () => {
  const cora = await device();
  const screen = cora.screen();
  await until(() => expect(screen.provider.synced).toBe(true));
  screen.text.insert(0, "words");
  await until(async () => expect(await outboxOf(cora)).toHaveLength(1));
  const closed = new Promise((done) => screen.provider.on("closed", done));
  await cora.replica.transaction("rw", [...baseTables(cora.replica), cora.replica.outbox], async () => {
    await dropFromBase(cora.replica, [notes]);
    await cora.replica.outbox.clear();
  });
  expect(await closed).toMatchObject({ code: 4403 });
  screen.text.insert(0, "more ");
  await Promise.resolve();
  expect(await outboxOf(cora)).toEqual([]);
});

test("[N6] after a sign-out the socket is closed and the provider does not come back", async () => {
  const cora = await device();
  const line = cora.hub.attach(me, () => {});
  const screen = cora.screen();
  await until(() => expect(screen.provider.synced).toBe(true));
  const closed = new Promise((done) => screen.provider.on("closed", done));
  line.detach();
  expect(await closed).toMatchObject({ code: 4401 });
  expect(screen.provider.shouldConnect).toBe(false);
});

test("a cursor goes to the person's one socket and others' cursors come back; theirs are not repeated", async () => {
  const laptop = await device();
  const phone = await device();
  const sent: { from: string; bytes: number }[] = [];
  const connect = (
    from: string,
    hub: AwarenessHub,
    peer: () => { receive(doc: DocName, u: Uint8Array): void },
  ) =>
    hub.attach(me, (doc, update) => {
      sent.push({ from, bytes: update.length });
      peer().receive(doc, update);
    });
  const laptopLine = connect("laptop", laptop.hub, () => phoneLine);
  const phoneLine = connect("phone", phone.hub, () => laptopLine);
  const onLaptop = laptop.screen();
  const onPhone = phone.screen();
  onLaptop.provider.awareness.setLocalState({ cursor: 1 });
  onPhone.provider.awareness.setLocalState({ cursor: 2 });
  const seenOnLaptop = () => onLaptop.provider.awareness.getStates().get(onPhone.doc.clientID);
  const seenOnPhone = () => onPhone.provider.awareness.getStates().get(onLaptop.doc.clientID);
  await until(() => {
    expect(seenOnLaptop()).toEqual({ cursor: 2 });
    expect(seenOnPhone()).toEqual({ cursor: 1 });
  });
  expect(sent.length).toBeLessThan(12);
  onPhone.close();
  await until(() => expect(seenOnLaptop()).toBeUndefined());
});

test("[T7] a cursor taken for gone with the old leader's socket is shown again on the next connection", async () => {
  const cora = await device();
  let last: readonly AwarenessState[] = [];
  const line = cora.hub.attach(me, (_, update) => {
    last = readAwareness(update) ?? [];
  });
  const screen = cora.screen();
  screen.provider.awareness.setLocalState({ cursor: 1 });
  await until(() => expect(last.map(({ state }) => state)).toEqual([{ cursor: 1 }]));
  const goneAt = (last[0]?.clock ?? 0) + 1;
  line.renew();
  expect(last).toMatchObject([{ client: screen.doc.clientID, state: { cursor: 1 } }]);
  expect(last[0]?.clock).toBeGreaterThan(goneAt);
});
