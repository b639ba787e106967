import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { messageLimits } from "../../shared/entries/chat-entries.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { discardFromTray, openTicket, sendAgainFromTray, sendMessage } from "./actions.ts";
import { addToBase, dropFromBase } from "./base.ts";
import { openReplica, type Replica } from "./database.ts";
import { choose, someFile } from "./file.arbitrary.ts";
import {
  blobKey,
  draftedFiles,
  draftFile,
  keepOpened,
  openedBytes,
  touchFile,
  undraftFile,
} from "./files.ts";
import type { DeskSession } from "./session.ts";
import { refusePush } from "./verdicts.ts";

let replica: Replica;
let session: DeskSession;
let ticketId: string;

beforeEach(async () => {
  replica = openReplica("sam", { indexedDB: new IDBFactory(), IDBKeyRange });
  const me = { id: "sam", name: "Sam", role: "student", email: "", status: "active" } as const;
  session = { me, replica, wake() {}, now: () => 1_000 };
  ticketId = await openTicket(session, {
    category: "other",
    urgency: "low",
    mode: "chat",
    title: "Title",
    description: "",
  });
});
afterEach(() => replica.close());

const chat = () => docName("chat", ticketId);
const kept = async () =>
  (await replica.blobs.toArray()).map(({ attachment, drafted, toUpload }) => [
    attachment.name,
    drafted,
    toUpload,
  ]);

/** The server refuses the message's file. */
async function refused(id: string): Promise<void> {
  await refusePush(replica, session.me, ticketId, [id], { code: "file-type-refused", entry: id }, 2_000);
}

describe("[AT8] files on the device", () => {
  test("those of a draft are kept until they are sent or taken out, ten at most", async () => {
    await choose(session, ticketId, ..."0123456789");
    expect(await draftFile(replica, chat(), someFile("a"), 11)).toBe(false);
    expect(await draftedFiles(replica, chat())).toHaveLength(messageLimits.attachments);
    await undraftFile(replica, blobKey(chat(), "3".repeat(64)));
    expect((await draftedFiles(replica, chat())).map((row) => row.attachment.name)).not.toContain("3.txt");
    expect(await replica.blobs.count()).toBe(9);
  });

  test("sending makes them wait for their upload", async () => {
    const files = await choose(session, ticketId, "a", "b");
    expect(await kept()).toEqual([
      ["a.txt", true, false],
      ["b.txt", true, false],
    ]);
    await sendMessage(session, ticketId, "", files);
    expect(await kept()).toEqual([
      ["a.txt", false, true],
      ["b.txt", false, true],
    ]);
  });

  test("one that a waiting message has and the next draft loses stays", async () => {
    await sendMessage(session, ticketId, "first", await choose(session, ticketId, "a"));
    await choose(session, ticketId, "a");
    await undraftFile(replica, blobKey(chat(), "a".repeat(64)));
    expect(await kept()).toEqual([["a.txt", false, true]]);
  });

  test("in the tray they stay for another try, and go when it is discarded", async () => {
    const id = await sendMessage(session, ticketId, "look", await choose(session, ticketId, "a"));
    await refused(id);
    expect((await replica.tray.toArray()).map((row) => row.id)).toEqual([id]);
    await replica.blobs.update(blobKey(chat(), "a".repeat(64)), { toUpload: false });
    await sendAgainFromTray(session, id);
    expect(await kept()).toEqual([["a.txt", false, true]]);
    const again = await replica.outbox.filter((row) => row.kind === "chat").first();
    await refused(again?.id ?? "");
    await discardFromTray(session, again?.id ?? "");
    expect(await kept()).toEqual([]);
  });
});

describe("[AT10] files that were opened", () => {
  const large = (digit: string) => {
    const { attachment, data } = someFile(digit, openedBytes / 4);
    return { attachment, data };
  };

  beforeEach(() => addToBase(replica, new Map([[chat(), []]])));

  test("stay up to the bound; the one not opened for longest makes room, own unsent ones never", async () => {
    await sendMessage(session, ticketId, "look", await choose(session, ticketId, "f"));
    await choose(session, ticketId, "e");
    for (const [index, digit] of [..."abcd"].entries())
      await keepOpened(replica, chat(), large(digit), index);
    const first = await replica.blobs.get(blobKey(chat(), "a".repeat(64)));
    if (first !== undefined) await touchFile(replica, first, 5 * 3_600_000);
    await keepOpened(replica, chat(), large("9"), 6 * 3_600_000);
    expect((await kept()).map(([name]) => name)).toEqual([
      "9.txt",
      "a.txt",
      "c.txt",
      "d.txt",
      "e.txt",
      "f.txt",
    ]);
  });

  test("are not kept for a chat that was revoked while they came", async () => {
    await dropFromBase(replica, [chat()]);
    await keepOpened(replica, chat(), large("a"), 1);
    expect(await kept()).toEqual([]);
  });
});
