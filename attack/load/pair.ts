/**
 * A process of its own: an honest student and their counselor, who chat at a steady rate. Says by IPC, for each
 * window it is asked about, how long messages took to the other's device. A message that has to wait for the one
 * before it counts from when it was due, so that a stall is not measured once.
 */
import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { encodeAppend, type Position } from "../../shared/log/append.ts";
import { newClientId } from "../../shared/log/client-id.ts";
import { decodeFrames } from "../../shared/protocol/frames.ts";
import type { PairAnswer, PairOrder, PairSettings } from "./pair-messages.ts";
import { about, after, hello, openSocket } from "./wire.ts";

/** Milliseconds an honest device waits after a "retry later". */
const retryAfterMs = 100;

type Message = { id: string; due: number };

const elapsed: number[] = [];
const due = new Map<string, number>();
let retried = 0;
const cuts: number[] = [];

class Device {
  readonly #socket: WebSocket;
  readonly #settings: PairSettings;
  readonly #me: PairSettings["student"];
  #client = newClientId();
  #clock = 0;
  #origin: Position;
  readonly #queue: Message[] = [];
  #inFlight: Message | null = null;
  caughtUp = Promise.withResolvers<void>();

  constructor(socket: WebSocket, settings: PairSettings, me: PairSettings["student"]) {
    this.#socket = socket;
    this.#settings = settings;
    this.#me = me;
    this.#origin = settings.tail;
    socket.on("message", (data: Buffer) => this.#take(new Uint8Array(data)));
    socket.on("close", (code) => cuts.push(code));
    socket.send(hello());
  }

  write(): void {
    const message = { id: randomUUID(), due: performance.now() };
    due.set(message.id, message.due);
    this.#queue.push(message);
    this.#next();
  }

  #next(): void {
    const message = this.#inFlight === null ? this.#queue.shift() : undefined;
    if (message === undefined) return;
    this.#inFlight = message;
    const entry = {
      id: message.id,
      type: "chat.message",
      by: this.#me.personId,
      at: Date.now(),
      body: "How are you today? I was thinking of what you said last week.",
    };
    const update = encodeAppend({ client: this.#client, clock: this.#clock }, this.#origin, [entry]);
    this.#socket.send(about(this.#settings.chat, { type: "update", update }));
  }

  #take(bytes: Uint8Array): void {
    for (const frame of decodeFrames(bytes)) {
      if (frame.channel === "control") {
        if (frame.text.includes('"caughtUp"')) this.caughtUp.resolve();
        continue;
      }
      const { message } = frame;
      if (message.type === "update") this.#arrived(Buffer.from(message.update));
      if (message.type === "receipt") this.#verdict(message.receipt.status);
    }
  }

  /** Only what the other wrote counts as having come: one's own comes back at the same time. */
  #arrived(update: Buffer): void {
    const own = this.#inFlight?.id;
    for (const [id, at] of due) {
      if (id === own || !update.includes(id)) continue;
      elapsed.push(performance.now() - at);
      due.delete(id);
    }
  }

  #verdict(status: string): void {
    const message = this.#inFlight;
    if (message === null) return;
    this.#inFlight = null;
    if (status === "accepted") {
      this.#origin = { client: this.#client, clock: this.#clock };
      this.#clock += 1;
      this.#next();
      return;
    }
    retried++;
    this.#queue.unshift(message);
    this.#client = newClientId();
    this.#clock = 0;
    setTimeout(() => this.#next(), retryAfterMs);
  }
}

process.on("disconnect", () => process.exit());
const tell = (answer: PairAnswer) => process.send?.(answer);

async function main(settings: PairSettings): Promise<void> {
  const devices = await Promise.all(
    [settings.student, settings.counselor].map(async (guest) => {
      const { socket, status } = await openSocket(settings.port, guest);
      if (socket === null) throw new Error(`an honest device was answered ${status}`);
      return new Device(socket, settings, guest);
    }),
  );
  await Promise.all(devices.map(({ caughtUp }) => caughtUp.promise));
  tell({ t: "ready" });
  setInterval(() => {
    for (const device of devices) device.write();
  }, 1_000 / settings.perSecond);
}

/** Looks again until what was due has come, or the time for it is over. */
async function windowEnds(waitMs: number): Promise<void> {
  const mine = [...due.keys()];
  const end = performance.now() + waitMs;
  while (mine.some((id) => due.has(id)) && performance.now() < end) await after(20);
}

process.on("message", (order: PairOrder) => {
  if (order.t === "begin") {
    main(order.settings).catch((error: unknown) => tell({ t: "failed", why: String(error) }));
    return;
  }
  if (order.t === "mark") {
    elapsed.length = 0;
    retried = 0;
    cuts.length = 0;
    tell({ t: "marked" });
    return;
  }
  void windowEnds(order.waitMs).then(() => {
    const late = [...due.values()].map((at) => performance.now() - at).filter((ms) => ms > order.waitMs);
    tell({ t: "measured", elapsed: [...elapsed, ...late], missing: late.length, retried, cuts });
  });
});
