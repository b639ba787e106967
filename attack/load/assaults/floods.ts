import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { encodeAppend } from "../../../shared/log/append.ts";
import { newClientId } from "../../../shared/log/client-id.ts";
import { decodeFrames, encodeFrames } from "../../../shared/protocol/frames.ts";
import { awarenessOf } from "../../../sync-server/sync/test-awareness.ts";
import { about, after, askFor, hello, openSocket, turn, type Writer } from "../wire.ts";
import { type Assault, type Assaulted, type Ground, Tally } from "./assault.ts";

/** Sockets of each person in a flood. */
const socketsEach = 8;
/** Bytes that may wait in this process for each of them: it is the server that is to be flooded. */
const waitingBytes = 1024 * 1024;

/** What one socket sends next. */
type Says = (writer: Writer, count: number) => Uint8Array;
/** Made for each socket; `refused` hears of each push that was not accepted. */
type Sayer = { says: Says; refused?: () => void };

/** Messages of one entry, each valid, as fast as they go. */
export const pushMessages: Assault = (ground) => flood(ground, () => messages(1));

/** Pushes as large as a push may be, each valid. */
export const pushLarge: Assault = (ground) => flood(ground, () => messages(200, "x".repeat(1_000)));

/** Pushes that the guard refuses, connecting again when the server has had enough of them. */
export const pushRefused: Assault = (ground) =>
  alike(ground, (writer) =>
    about(writer.chat, { type: "update", update: new Uint8Array([1, 1, 7, 0, 10, 1, 0]) }),
  );

/** Pushes that continue something else than the log: stale, and so not counted as refusals. */
export const pushStale: Assault = (ground) =>
  alike(ground, (writer) => {
    const id = newClientId();
    const update = encodeAppend({ client: id, clock: 0 }, { client: id - 1, clock: 5 }, [
      entryOf(writer, "x"),
    ]);
    return about(writer.chat, { type: "update", update });
  });

/** Somebody else's document, and names that are no document. */
export const pushForeign: Assault = (ground) =>
  alike(ground, (_writer, count) =>
    about(count % 2 === 0 ? `chat/${randomUUID()}` : `nothing/${count}`, {
      type: "update",
      update: new Uint8Array([0, 0]),
    }),
  );

export const cursors: Assault = (ground) =>
  alike(ground, ({ chat }, count) => {
    const state = { typing: true, at: count, filler: "x".repeat(3_000) };
    return about(chat, { type: "awareness", update: awarenessOf({ client: 7, clock: count, state }) });
  });

/** The whole of a large chat, asked for again and again and read. */
export const asking: Assault = (ground) => alike(ground, ({ chat }) => askFor(chat));

/** Says that ten thousand documents were deleted, again and again. */
export const controlMessages: Assault = (ground) => {
  const docs = Array.from({ length: 10_000 }, () => `chat/${randomUUID()}`);
  const purged = encodeFrames([{ channel: "control", text: JSON.stringify({ t: "purged", docs }) }]);
  return alike(ground, () => purged);
};

/** A mebibyte of the smallest frames there are, each of which is to be answered. */
export const tinyFrames: Assault = (ground) => {
  const one = about("x", { type: "step1", stateVector: new Uint8Array([0]) });
  const many = Buffer.concat(Array.from({ length: Math.floor(1_000_000 / one.length) }, () => one));
  return alike(ground, () => many);
};

function alike(ground: Ground, says: Says): Promise<Assaulted> {
  return flood(ground, () => ({ says }));
}

async function flood(ground: Ground, sayer: () => Sayer): Promise<Assaulted> {
  const came = new Tally();
  let tried = 0;
  await Promise.all(
    ground.people.flatMap((writer) =>
      Array.from({ length: socketsEach }, async () => {
        while (!ground.over()) {
          const { socket, status } = await openSocket(ground.port, writer);
          if (socket === null) {
            came.add(`HTTP ${status}`);
            await after(50);
            continue;
          }
          const sent = await floodOne(ground, { socket, writer, sayer: sayer(), came });
          tried += sent;
        }
      }),
    ),
  );
  return { tried, happened: came.words };
}

type OneSocket = { socket: WebSocket; writer: Writer; sayer: Sayer; came: Tally };

async function floodOne({ over }: Ground, { socket, writer, sayer, came }: OneSocket): Promise<number> {
  let tried = 0;
  let ready = false;
  socket.on("close", (code) => came.add(`closed ${code}`));
  socket.on("message", (data: Buffer) => {
    ready = true;
    count(data, came, sayer);
  });
  socket.send(hello());
  while (!over() && socket.readyState === socket.OPEN) {
    for (let burst = 0; ready && burst < 50; burst++) {
      if (socket.bufferedAmount > waitingBytes) break;
      socket.send(sayer.says(writer, tried));
      tried++;
    }
    await turn();
  }
  socket.terminate();
  return tried;
}

function count(data: Buffer, came: Tally, sayer: Sayer): void {
  for (const frame of decodeFrames(new Uint8Array(data))) {
    if (frame.channel !== "doc") continue;
    const { message } = frame;
    if (message.type !== "receipt") {
      came.add(message.type);
      continue;
    }
    const { status, code } = message.receipt;
    came.add(code === undefined ? status : `${status} ${code}`);
    if (status !== "accepted") sayer.refused?.();
  }
}

/** Appends of so many messages each, one after the other; begun anew, by another clientID, when one was not accepted. */
function messages(entries: number, body = "buy now"): Sayer {
  let client = newClientId();
  let clock = 0;
  return {
    says: (writer) => {
      const list = Array.from({ length: entries }, () => entryOf(writer, body));
      const origin = clock === 0 ? writer.tail : { client, clock: clock - 1 };
      const update = encodeAppend({ client, clock }, origin, list);
      clock += entries;
      return about(writer.chat, { type: "update", update });
    },
    refused: () => {
      client = newClientId();
      clock = 0;
    },
  };
}

function entryOf({ personId }: Writer, body: string): object {
  return { id: randomUUID(), type: "chat.message", by: personId, at: Date.now(), body };
}
