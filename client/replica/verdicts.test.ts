import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { expect, test } from "vitest";
import { openReplica } from "./database.ts";
import type { Me } from "./me.ts";
import { nextPush } from "./next-push.ts";
import { acceptPush, markSending, refusePush } from "./verdicts.ts";
import { write } from "./write.ts";

const me: Me = { id: "sam", name: "Sam", role: "student", email: "sam@campus.example", status: "active" };

test("[D10] a push denied as a whole may hold what the server has: each entry is asked about by itself", async () => {
  const replica = openReplica(me.id, { indexedDB: new IDBFactory(), IDBKeyRange });
  const id = crypto.randomUUID();
  const session = { me, replica, wake: () => {}, now: () => 1_000 };
  const [opened, edited] = await replica.transaction("rw", replica.tables, async () =>
    write(session, id, [
      { type: "ticket.opened", category: "stress", urgency: "low", mode: "chat" },
      { type: "ticket.edited", category: "academic" },
    ]),
  );
  if (opened === undefined || edited === undefined) throw new Error("two drafts make two entries");
  const ids = [opened.id, edited.id];
  await markSending(replica, me, id, ids, 2_000);
  await refusePush(replica, me, id, ids, { code: "denied" }, 3_000);
  expect(await replica.tray.count()).toBe(0);

  const first = await nextPush(replica, me, id, () => null, 4_000);
  expect(first).toMatchObject({ asks: true, ids: [opened.id] });
  await acceptPush(replica, me, id, [opened.id], 5_000);
  const second = await nextPush(replica, me, id, () => null, 6_000);
  expect(second).toMatchObject({ asks: true, ids: [edited.id] });
  await refusePush(replica, me, id, [edited.id], { code: "denied" }, 7_000);
  expect((await replica.tray.toArray()).map((row) => row.id)).toEqual([edited.id]);
  expect(await replica.outbox.count()).toBe(0);
  replica.close();
});
