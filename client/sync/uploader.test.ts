import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { docName } from "../../shared/log/doc-name.ts";
import { act, cancelWaiting, openTicket, redactMessage, sendMessage } from "../replica/actions.ts";
import { choose } from "../replica/file.arbitrary.ts";
import { blobKey } from "../replica/files.ts";
import { trayItems } from "../replica/reads.ts";
import { type Device, TestWorld } from "./testing/test-world.ts";
import { type UploadEnd, uploadAgain } from "./uploader.ts";

let world: TestWorld;
let sam: Device;
let cleo: Device;

const asked = { category: "other", urgency: "low", mode: "chat", title: "A lease", description: "" } as const;

beforeEach(async () => {
  world = new TestWorld();
  sam = world.device(world.person("sam", "student"));
  cleo = world.device(world.person("cleo", "counselor"));
  await world.start(sam, cleo);
});
afterEach(() => world.stop());

/** An upload that is under way. */
type Asked = {
  sha256: string;
  url: string | null;
  signal: AbortSignal;
  tell: { url: (url: string) => void; sent: (bytes: number) => void };
  end: (end: UploadEnd) => Promise<void>;
  fail: () => Promise<void>;
};

/** Lets the test say what becomes of each upload. */
function heldUploads(device: Device): Asked[] {
  const held: Asked[] = [];
  device.upload = ({ sha256, url }, tell, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<UploadEnd>();
    signal.addEventListener("abort", () => reject(new Error("aborted")));
    const settled = async () => {
      // Storing and the engine's queue take turns of the event loop that no promise of ours stands for.
      for (let turn = 0; turn < 30; turn++) {
        await new Promise((done) => setImmediate(done));
        await world.run();
      }
    };
    held.push({
      sha256,
      url,
      signal,
      tell,
      end(end) {
        resolve(end);
        return settled();
      },
      fail() {
        reject(new Error("no answer"));
        return settled();
      },
    });
    return promise;
  };
  return held;
}

async function claimed(): Promise<string> {
  const id = await openTicket(sam.session, asked);
  await world.run();
  await act(cleo.session, id, { type: "ticket.claimed" });
  await world.run();
  return id;
}

const bodies = (ticketId: string) =>
  world.server
    .entries(docName("chat", ticketId))
    .flatMap((entry) => (entry.type === "chat.message" ? [entry.body] : []));

async function sendWith(
  device: Device,
  ticketId: string,
  body: string,
  ...digits: string[]
): Promise<string> {
  return sendMessage(device.session, ticketId, body, await choose(device.session, ticketId, ...digits));
}

describe("[AT8] a message waits for its files", () => {
  test("and what follows in its chat waits behind it; everything else goes on", async () => {
    const [id, other] = [await claimed(), await claimed()];
    const uploads = heldUploads(sam);
    await sendWith(sam, id, "the lease", "a", "b");
    await sendMessage(sam.session, id, "and a question");
    await sendMessage(sam.session, other, "elsewhere");
    await act(cleo.session, id, { type: "ticket.triaged", urgency: "high" });
    await world.run();
    expect(bodies(id)).toEqual([]);
    expect(bodies(other)).toEqual(["elsewhere"]);
    expect(world.server.ticket(id)?.urgency).toBe("high");
    // One file at a time, in their order.
    expect(uploads.map((upload) => upload.sha256[0])).toEqual(["a"]);
    await uploads[0]?.end({ end: "done" });
    expect(bodies(id)).toEqual([]);
    await uploads[1]?.end({ end: "done" });
    expect(bodies(id)).toEqual(["the lease", "and a question"]);
    expect(await sam.replica.transfers.count()).toBe(0);
    expect(sam.engine.status.get()).toEqual({ state: "synced" });
  });

  test("closing does not overtake it", async () => {
    const id = await claimed();
    const uploads = heldUploads(sam);
    await sendWith(sam, id, "one last thing", "a");
    await act(sam.session, id, { type: "ticket.closed", resolution: "helped" });
    await world.run();
    expect(world.server.ticket(id)?.status).toBe("claimed");
    await uploads[0]?.end({ end: "done" });
    expect(bodies(id)).toEqual(["one last thing"]);
    expect(world.server.ticket(id)?.status).toBe("closed");
  });

  test("what gives the right to upload is accepted first: a claim made offline", async () => {
    const id = await openTicket(sam.session, asked);
    await world.run();
    world.goOffline(cleo);
    const statuses: (string | undefined)[] = [];
    cleo.upload = async () => {
      statuses.push(world.server.ticket(id)?.status);
      return { end: "done" };
    };
    await act(cleo.session, id, { type: "ticket.claimed" });
    await sendWith(cleo, id, "your plan", "a");
    await world.goOnline(cleo);
    await world.advance(1_000);
    expect(statuses).toEqual(["claimed"]);
    expect(bodies(id)).toEqual(["your plan"]);
  });
});

describe("[AT2] a line that comes and goes", () => {
  test("an upload is cut with it and goes on where it was, after a restart of the app too", async () => {
    const id = await claimed();
    const uploads = heldUploads(sam);
    await sendWith(sam, id, "the lease", "a");
    await world.run();
    uploads[0]?.tell.url("/api/files/1");
    uploads[0]?.tell.sent(2);
    await world.advance(1);
    world.goOffline(sam);
    expect(uploads[0]?.signal.aborted).toBe(true);
    await world.advance(1_000);
    expect(await sam.replica.transfers.toArray()).toMatchObject([{ url: "/api/files/1", sent: 2 }]);
    await world.crash(sam);
    await world.start(sam);
    await world.goOnline(sam);
    expect(uploads.map((upload) => upload.url)).toEqual([null, "/api/files/1"]);
    await uploads[1]?.end({ end: "done" });
    expect(bodies(id)).toEqual(["the lease"]);
  });

  test("without an answer it is tried again after a while, for as long as it takes", async () => {
    const id = await claimed();
    const uploads = heldUploads(sam);
    await sendWith(sam, id, "the lease", "a");
    await world.run();
    for (let tried = 0; tried < 8; tried++) {
      expect(uploads).toHaveLength(tried + 1);
      await uploads[tried]?.fail();
      await world.advance(uploadAgain.mostMs);
    }
    await uploads.at(-1)?.end({ end: "later", afterMs: 3_600_000 });
    await world.advance(3_599_000);
    expect(uploads).toHaveLength(9);
    await world.advance(2_000);
    await uploads.at(-1)?.end({ end: "done" });
    expect(bodies(id)).toEqual(["the lease"]);
  });
});

describe("[AT9] what the server does not take", () => {
  test("a refused file takes its message to the tray with the reason; the next one goes", async () => {
    const id = await claimed();
    const uploads = heldUploads(sam);
    await sendWith(sam, id, "the page", "a");
    await sendMessage(sam.session, id, "hello");
    await world.run();
    await uploads[0]?.end({ end: "refused", code: "file-type-refused", detail: "no" });
    expect((await trayItems(sam.replica)).map((row) => row.reason)).toEqual([
      { code: "file-type-refused", detail: "no" },
    ]);
    expect(bodies(id)).toEqual(["hello"]);
  });

  test("a file that arrives altered is tried anew, and then refused", async () => {
    const id = await claimed();
    const uploads = heldUploads(sam);
    await sendWith(sam, id, "the lease", "a");
    await world.run();
    for (let tried = 0; tried < 3; tried++) {
      uploads[tried]?.tell.url(`/api/files/${tried}`);
      await uploads[tried]?.end({ end: "altered" });
      await world.advance(uploadAgain.mostMs);
    }
    expect(uploads.map((upload) => upload.url)).toEqual([null, null, null]);
    expect((await trayItems(sam.replica))[0]?.reason.code).toBe("file-altered");
  });

  test("who may not upload hears from the guard why, with the winner", async () => {
    const id = await claimed();
    world.goOffline(sam);
    await sendWith(sam, id, "too late", "a");
    const closing = {
      id: crypto.randomUUID(),
      type: "ticket.closed",
      by: "cleo",
      at: 5,
      resolution: "helped",
    } as const;
    world.server.append({ id: "cleo", role: "counselor", status: "active" }, id, "ticket", [closing]);
    sam.upload = async () => ({ end: "not allowed" });
    await world.goOnline(sam);
    await world.advance(1_000);
    const [row] = await trayItems(sam.replica);
    expect(row?.reason).toMatchObject({ rule: "chat-needs-not-closed", winner: { type: "ticket.closed" } });
  });

  test("files that the server has lost go up again, once", async () => {
    const id = await claimed();
    const uploads = heldUploads(sam);
    const message = await sendWith(sam, id, "the lease", "a");
    await world.run();
    let refusals = 2;
    world.server.before = (doc) =>
      doc.startsWith("chat/") && refusals-- > 0
        ? { status: "refused", code: "policy", rule: "attachment-needs-upload", entry: message }
        : null;
    await uploads[0]?.end({ end: "done" });
    expect(uploads).toHaveLength(2);
    expect(await trayItems(sam.replica)).toEqual([]);
    await uploads[1]?.end({ end: "done" });
    expect((await trayItems(sam.replica))[0]?.reason.rule).toBe("attachment-needs-upload");
    expect(uploads).toHaveLength(2);
  });
});

describe("[AT6] what is taken back", () => {
  test("a message that waits for its files is not sent, and its upload ends", async () => {
    const id = await claimed();
    const uploads = heldUploads(sam);
    const message = await sendWith(sam, id, "no", "a");
    await world.run();
    expect(await cancelWaiting(sam.session, message)).toBe(true);
    await world.run();
    expect(uploads[0]?.signal.aborted).toBe(true);
    expect([await sam.replica.blobs.count(), bodies(id)]).toEqual([0, []]);
  });

  test("its files go from every device when the redaction arrives, unless another message has them", async () => {
    const id = await claimed();
    const key = (digit: string) => blobKey(docName("chat", id), digit.repeat(64));
    const first = await sendWith(sam, id, "both", "a", "b");
    await world.advance(1_000);
    await sendWith(sam, id, "again", "b");
    await world.advance(1_000);
    const [row] = await sam.replica.blobs.toArray();
    for (const digit of ["a", "b"]) {
      if (row !== undefined) await cleo.replica.blobs.put({ ...row, key: key(digit) });
    }
    await redactMessage(sam.session, id, first);
    await world.run();
    for (const device of [sam, cleo]) {
      expect(await device.replica.blobs.toCollection().primaryKeys()).toEqual([key("b")]);
    }
  });

  test("a revocation takes the files along, half-sent ones too", async () => {
    const id = await claimed();
    heldUploads(cleo);
    await sendWith(cleo, id, "the plan", "a");
    await world.run();
    await cleo.replica.transfers.put({ key: "k", doc: docName("chat", id), url: "/api/files/1", sent: 1 });
    const handed = {
      id: crypto.randomUUID(),
      type: "ticket.unclaimed",
      by: "cleo",
      at: 5,
      reason: "other",
    } as const;
    world.server.append({ id: "cleo", role: "counselor", status: "active" }, id, "ticket", [handed]);
    await world.advance(1_000);
    expect(await cleo.replica.blobs.count()).toBe(0);
    expect(await cleo.replica.transfers.count()).toBe(0);
    expect((await trayItems(cleo.replica)).map((row) => row.entry?.type)).toEqual(["chat.message"]);
  });
});
