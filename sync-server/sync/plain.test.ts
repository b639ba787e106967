import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { Entry } from "../../shared/entries/entry.ts";
import { docName } from "../../shared/log/doc-name.ts";
import { type SignedIn, startDesk, type TestDesk } from "./test-desk.ts";
import type { TestDevice } from "./test-device.ts";

let desk: TestDesk;
let sam: SignedIn;
let cleo: SignedIn;
let carl: SignedIn;
let ada: SignedIn;

beforeAll(async () => {
  desk = await startDesk();
  sam = await desk.add("student", "Sam");
  cleo = await desk.add("counselor", "Cleo");
  carl = await desk.add("counselor", "Carl");
  ada = await desk.add("admin", "Ada");
});
afterAll(async () => {
  expect(desk.errors).toEqual([]);
  await desk.stop();
});
const open: Plain[] = [];
afterEach(() => {
  for (const plain of open.splice(0)) plain.provider.destroy();
});

/** An unmodified y-websocket client; only its socket sends who it is, as a cookie would. */
class Plain {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  readonly closes: number[] = [];
  readonly denied: string[] = [];
  /** Everything that came, as bytes. */
  readonly heard: Buffer[] = [];
  constructor(who: SignedIn, name: string, doc = new Y.Doc()) {
    this.doc = doc;
    const { denied, heard } = this;
    class Socket extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols, { headers: who.headers });
        this.on("message", (data: Buffer) => {
          heard.push(Buffer.from(new Uint8Array(data)));
          // y-protocols auth: type 2, permission denied 0, then the reason.
          if (new Uint8Array(data)[0] === 2)
            denied.push(Buffer.from(new Uint8Array(data).slice(3)).toString());
        });
      }
    }
    this.provider = new WebsocketProvider(`ws://127.0.0.1:${desk.port}/sync`, name, doc, {
      WebSocketPolyfill: Socket as never,
      disableBc: true,
    });
    this.provider.on("connection-close", (event) => {
      if (event !== null) this.closes.push(event.code);
    });
    open.push(this);
  }
  get entries(): Entry[] {
    return this.doc.getArray("log").toArray() as Entry[];
  }
  append(...entries: Entry[]): void {
    this.doc.getArray("log").push(entries);
  }
  until(holds: () => boolean): Promise<void> {
    return expect.poll(holds, { timeout: 30_000, interval: 5 }).toBe(true) as unknown as Promise<void>;
  }
}

async function claimedTicket() {
  const [student, counselor] = [await desk.connect(sam), await desk.connect(cleo)];
  const docs = await student.openTicket();
  await counselor.until(() => counselor.entries(docs.request)?.length === 1);
  await counselor.write(docs.ticket, { type: "ticket.claimed" });
  await counselor.until(() => counselor.entries(docs.chat)?.length === 1);
  await student.until(() => student.entries(docs.ticket)?.length === 2);
  return { student, counselor, ...docs };
}

function message(of: TestDevice, body: string): Entry {
  return of.entry({ type: "chat.message", body });
}

describe("plain y-websocket", () => {
  test("[K43][F14] gets the placeholder of a message that was taken back, whatever it says it has", async () => {
    const { student, counselor, chat } = await claimedTicket();
    const copy = () => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(student.doc(chat)));
      return doc;
    };
    const before = copy();
    const words = `taken-back-${randomUUID()}`;
    const { entry: secret } = await student.write(chat, { type: "chat.message", body: words });
    await student.holds(chat, secret.id);
    const withWords = copy();
    const { entry: other } = await counselor.write(chat, { type: "chat.message", body: "in between" });
    await student.holds(chat, other.id);
    const { entry: redacted } = await student.write(chat, { type: "chat.redacted", message: secret.id });
    await student.holds(chat, redacted.id);

    // New, offline since before it was written, and offline since it was read: an empty vector, and two partial ones.
    for (const [who, doc] of [
      [sam, new Y.Doc()],
      [cleo, new Y.Doc()],
      [sam, before],
      [sam, withWords],
    ] as const) {
      const held = doc === withWords;
      const plain = new Plain(who, chat, doc);
      await plain.until(() => plain.provider.synced && plain.entries.some(({ id }) => id === redacted.id));
      expect(plain.heard.length).toBeGreaterThan(0);
      expect(plain.heard.some((data) => data.includes(words))).toBe(false);
      expect(plain.entries.map(({ id }) => id)).toEqual(student.entries(chat)?.map(({ id }) => id));
      const shown = plain.entries.find(({ id }) => id === secret.id);
      // Its own copy is its own to forget; whoever did not have the words gets none.
      expect(shown).toEqual(held ? secret : { ...secret, body: "…" });
      plain.provider.destroy();
    }
  });

  test("[K43] the app's socket answers step 1 with the placeholder, for every state vector", async () => {
    const { student, counselor, chat } = await claimedTicket();
    const words = `taken-back-${randomUUID()}`;
    const { entry: secret } = await student.write(chat, { type: "chat.message", body: words });
    await counselor.holds(chat, secret.id);
    const vectors: Uint8Array[] = [new Uint8Array([0])];
    // One for each beginning of the log that a device may have stored.
    const all = Y.decodeStateVector(Y.encodeStateVector(counselor.doc(chat)));
    for (const [client, clock] of all)
      for (let known = 0; known <= clock; known++)
        vectors.push(Y.encodeStateVector(new Map([[client, known]])));
    const { entry: redacted } = await student.write(chat, { type: "chat.redacted", message: secret.id });
    await counselor.holds(chat, redacted.id);

    const asking = await desk.connect(cleo);
    for (const [index, stateVector] of vectors.entries()) {
      asking.say(chat, { type: "step1", stateVector });
      await asking.until(() => asking.messages(chat, "step2").length > index);
    }
    const answers = asking.messages(chat, "step2").map(({ update }) => Buffer.from(update));
    expect(answers.some((update) => update.includes(secret.id))).toBe(true);
    expect(answers.some((update) => update.includes(words))).toBe(false);
  });

  test("[F14] reads what its person may read, appends to their chat, and hears the others", async () => {
    const { student, counselor, chat } = await claimedTicket();
    const plain = new Plain(sam, chat);
    await plain.until(() => plain.provider.synced && plain.entries.length === 1);
    const entry = message(student, "from another client");
    plain.append(entry);
    await counselor.holds(chat, entry.id);
    plain.append(message(student, "a second"), message(student, "a third"));
    plain.append(message(student, "a fourth"));
    await counselor.until(() => counselor.entries(chat)?.length === 5);
    const { entry: answer } = await counselor.write(chat, { type: "chat.message", body: "I hear you" });
    await plain.until(() => plain.entries.some(({ id }) => id === answer.id));
    expect(plain.entries).toEqual(counselor.entries(chat));
    expect(plain.closes).toEqual([]);
    expect(plain.denied).toEqual([]);
  });

  test("[F14] what it wrote offline is sent when it connects", async () => {
    const { student, counselor, chat } = await claimedTicket();
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(student.doc(chat)));
    const offline = [message(student, "one"), message(student, "two")];
    for (const entry of offline) doc.getArray("log").push([entry]);
    const { entry: meanwhile } = await counselor.write(chat, { type: "chat.message", body: "meanwhile" });
    const plain = new Plain(sam, chat, doc);
    for (const { id } of offline) await counselor.holds(chat, id);
    await plain.until(() => plain.entries.some(({ id }) => id === meanwhile.id));
    expect(plain.entries).toEqual(counselor.entries(chat));
    expect(plain.closes).toEqual([]);
  });

  test("[F15] a write that is refused is answered with permission denied, and 4409 after it", async () => {
    const { student, counselor, chat, ticket } = await claimedTicket();
    const before = counselor.entries(chat);
    const forged = new Plain(sam, chat);
    await forged.until(() => forged.provider.synced);
    forged.append({ ...message(student, "not me"), by: cleo.person.id });
    await forged.until(() => forged.closes.length > 0);
    expect([forged.denied, forged.closes]).toEqual([["malformed"], [4409]]);

    const cheat = new Plain(sam, ticket);
    await cheat.until(() => cheat.provider.synced);
    cheat.append(student.entry({ type: "ticket.claimed" }));
    await cheat.until(() => cheat.closes.length > 0);
    expect([cheat.denied, cheat.closes]).toEqual([["policy"], [4409]]);

    const eraser = new Plain(sam, chat);
    await eraser.until(() => eraser.provider.synced);
    eraser.doc.getArray("log").delete(0, 1);
    await eraser.until(() => eraser.closes.length > 0);
    expect(eraser.closes).toEqual([4409]);
    expect(counselor.entries(chat)).toEqual(before);
    expect(forged.provider.shouldConnect).toBe(false);
  });

  test("[F15] somebody else's document is denied like one that is not there, to read and to write", async () => {
    const { student, chat } = await claimedTicket();
    for (const name of [chat, docName("chat", randomUUID())]) {
      const plain = new Plain(carl, name);
      await plain.until(() => plain.denied.length >= 2);
      expect(new Set(plain.denied)).toEqual(new Set(["denied"]));
      expect(plain.entries).toEqual([]);
      plain.append({ ...message(student, "let me in"), by: carl.person.id });
      await plain.until(() => plain.closes.length > 0);
      expect(plain.closes).toEqual([4409]);
      expect(new Set(plain.denied)).toEqual(new Set(["denied"]));
    }
    expect(student.entries(chat)).toHaveLength(1);
  });

  test("[F15] 4403 when the grant ends", async () => {
    const { student, counselor, chat, ticket } = await claimedTicket();
    const plain = new Plain(cleo, chat);
    await plain.until(() => plain.provider.synced);
    await counselor.push(ticket, [counselor.entry({ type: "ticket.assigned", to: carl.person.id })]);
    await plain.until(() => plain.closes.length > 0);
    expect([plain.denied, plain.closes]).toEqual([["denied"], [4403]]);
    await student.write(chat, { type: "chat.message", body: "for the new counselor" });
    expect(plain.entries).toHaveLength(1);
  });

  test("notes: two editors of one counselor merge; who may only read says nothing new and stays", async () => {
    const { counselor, ticket, notes } = await claimedTicket();
    const [one, two] = [new Plain(cleo, notes), new Plain(cleo, notes)];
    for (const each of [one, two]) await each.until(() => each.provider.synced);
    const text = ({ doc }: Plain) => doc.getXmlFragment("notes").toString();
    one.doc.getXmlFragment("notes").insert(0, [new Y.XmlText("first"), new Y.XmlText("second")]);
    await two.until(() => text(two) === "firstsecond");
    two.doc.getXmlFragment("notes").delete(0, 1);
    await one.until(() => text(one) === "second");
    await counselor.write(ticket, { type: "ticket.closed", resolution: "helped" });
    const { seq } = await desk.context.desk.store.identity();
    // Its answer to the server's step 1 repeats the delete, which nobody may make any more.
    const reader = new Plain(cleo, notes);
    await reader.until(() => reader.provider.synced && text(reader) === "second");
    reader.provider.disconnect();
    reader.provider.connect();
    await reader.until(() => reader.provider.synced);
    const late = new Plain(cleo, notes, one.doc);
    await late.until(() => late.provider.synced);
    expect([...reader.denied, ...late.denied]).toEqual([]);
    expect((await desk.context.desk.store.identity()).seq).toBe(seq);
    one.doc.getXmlFragment("notes").insert(0, [new Y.XmlText("too late")]);
    await one.until(() => one.closes.length > 0);
    expect(one.closes).toEqual([4409]);
  });

  test("presence goes to and fro between plain clients and the app's sockets", async () => {
    const { counselor, chat } = await claimedTicket();
    const [a, b] = [new Plain(sam, chat), new Plain(cleo, chat)];
    for (const each of [a, b]) await each.until(() => each.provider.synced);
    a.provider.awareness.setLocalState({ user: { id: "lie", name: "lie" }, typing: true });
    await b.until(() => b.provider.awareness.getStates().has(a.doc.clientID));
    expect(b.provider.awareness.getStates().get(a.doc.clientID)).toEqual({
      user: { id: sam.person.id, name: "Sam" },
      typing: true,
    });
    await counselor.until(() => counselor.messages(chat, "awareness").length > 0);
    a.provider.destroy();
    await b.until(() => !b.provider.awareness.getStates().has(a.doc.clientID));
  });

  test("a path that names no document is not found, and without a sign-in it is 401", async () => {
    const status = (path: string, headers: Record<string, string>) =>
      new Promise<number>((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${desk.port}${path}`, { headers });
        socket.on("error", () => undefined);
        socket.on("unexpected-response", (_, response) => {
          resolve(response.statusCode ?? 0);
          socket.terminate();
        });
      });
    expect(await status("/sync/chat/nonsense", ada.headers)).toBe(404);
    expect(await status("/elsewhere", ada.headers)).toBe(404);
    expect(await status(`/sync/chat/${randomUUID()}`, {})).toBe(401);
  });
});
