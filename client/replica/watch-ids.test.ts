import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { encodeAppend } from "../../shared/log/append.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { openReplica } from "./database.ts";
import { FeedBatch } from "./feed-batch.ts";
import type { Me } from "./me.ts";
import { storeFeed } from "./store-feed.ts";
import { watchTicketIds } from "./watch-ids.ts";

const me: Me = { id: "cleo", name: "Cleo", role: "counselor", email: "", status: "active" };
const patience = { timeout: 20_000 };

test("who watches a view hears its ids again when a ticket comes, goes or takes another place", async () => {
  const replica = openReplica("cleo", { prefix: `${crypto.randomUUID()}-` });
  let client = 1;
  const given = async (urgency: string, at: number) => {
    const id = crypto.randomUUID();
    const opened = { type: "ticket.opened", by: "sam", at, category: "other", urgency, mode: "chat" };
    const batch = new FeedBatch();
    const entry = { id: crypto.randomUUID(), ...opened };
    batch.update(docName("ticket", id), encodeAppend({ client: client++, clock: 0 }, null, [entry]));
    await storeFeed(replica, me, batch, client, 1_000);
    return id;
  };
  const first = await given("low", 1);
  let heard: string[] = [];
  const end = watchTicketIds(replica, me, "unclaimed", (ids) => {
    heard = ids;
  });
  await vi.waitFor(() => expect(heard).toEqual([first]), patience);
  const second = await given("high", 2);
  await vi.waitFor(() => expect(heard).toEqual([second, first]), patience);
  const row = await replica.tickets.get(first);
  if (row !== undefined) await replica.tickets.put({ ...row, place: 0 });
  await vi.waitFor(() => expect(heard).toEqual([first, second]), patience);
  await replica.tickets.delete(second);
  await vi.waitFor(() => expect(heard).toEqual([first]), patience);
  end();
  await replica.delete();
});
