import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import { encodeAppend } from "../../../shared/log/append.ts";
import { newClientId } from "../../../shared/log/client-id.ts";
import { decodeFrames, encodeFrames } from "../../../shared/protocol/frames.ts";
import { awarenessOf } from "../../../sync-server/sync/test-awareness.ts";
import { about, after, askFor, hello, openSocket, sendIfRoom, turn, type Writer } from "../wire.ts";
import { type Assault, type Assaulted, type Ground, Tally } from "./assault.ts";

/** Sockets of each person in a flood. */
const socketsEach = 8;

/** What one socket sends next; null when it has nothing to say just now. */
type Says = (writer: Writer, count: number) => Uint8Array | null;

/** Messages of one entry, each valid, as fast as they go. */
export const pushMessages: Assault = (ground) => flood(ground, message(1));

/** Pushes as large as a push may be, each valid. */
export const pushLarge: Assault = (ground) => flood(ground, message(200, "x".repeat(1_000)));

/** Pushes that the guard refuses, connecting again when the server has had enough of them. */
export const pushRefused: Assault = (ground) =>
  flood(ground, (writer) =>
    about(writer.chat, { type: "update", update: new Uint8Array([1, 1, 7, 0, 10, 1, 0]) }),
  );

/** Pushes that continue something else than the log: stale, and so not counted as refusals. */
export const pushStale: Assault = (ground) =>
  flood(ground, (writer) => {
    const id = newClientId();
    const update = encodeAppend({ client: id, clock: 0 }, { client: id - 1, clock: 5 }, [
      entryOf(writer, "x"),
    ]);
    return about(writer.chat, { type: "update", update });
  });

/** Somebody else's document, and names that are no document. */
export const pushForeign: Assault = (ground) =>
  flood(ground, (_writer, count) =>
    about(count % 2 === 0 ? `chat/${randomUUID()}` : `nothing/${count}`, {
      type: "update",
      update: new Uint8Array([0, 0]),
    }),
  );

export const cursors: Assault = (ground) =>
  flood(ground, ({ chat }, count) => {
    const state = { typing: true, at: count, filler: "x".repeat(3_000) };
    return about(chat, { type: "awareness", update: awarenessOf({ client: 7, clock: count, state }) });
  });

/** The whole of a large chat, asked for again and again and read. */
export const asking: Assault = (ground) => flood(ground, ({ chat }) => askFor(chat));

/** Says that ten thousand documents were deleted, again and again. */
export const controlMessages: Assault = (ground) => {
  const docs = Array.from({ length: 10_000 }, () => `chat/${randomUUID()}`);
  const purged = encodeFrames([{ channel: "control", text: JSON.stringify({ t: "purged", docs }) }]);
  return flood(ground, () => purged);
};

/** A mebibyte of the smallest frames there are, each of which is to be answered. */
export const tinyFrames: Assault = (ground) => {
  const one = about("x", { type: "step1", stateVector: new Uint8Array([0]) });
  const many = Buffer.concat(Array.from({ length: Math.floor(1_000_000 / one.length) }, () => one));
  return flood(ground, () => many);
};

async function flood(ground: Ground, says: Says): Promise<Assaulted> {
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
          tried += await floodOne(ground, { socket, writer, says, came });
        }
      }),
    ),
  );
  return { tried, happened: came.words };
}

type OneSocket = { socket: WebSocket; writer: Writer; says: Says; came: Tally };

async function floodOne({ over }: Ground, { socket, writer, says, came }: OneSocket): Promise<number> {
  let tried = 0;
  let ready = false;
  socket.on("close", (code) => came.add(`closed ${code}`));
  socket.on("message", (data: Buffer) => {
    ready = true;
    count(data, came);
  });
  socket.send(hello());
  while (!over() && socket.readyState === socket.OPEN) {
    for (let burst = 0; ready && burst < 50; burst++) {
      const bytes = says(writer, tried);
      if (bytes === null || !sendIfRoom(socket, bytes, 1024 * 1024)) break;
      tried++;
    }
    await turn();
  }
  socket.terminate();
  return tried;
}

function count(data: Buffer, came: Tally): void {
  for (const frame of decodeFrames(new Uint8Array(data))) {
    if (frame.channel !== "doc") continue;
    const { message } = frame;
    came.add(
      message.type === "receipt"
        ? `${message.receipt.status} ${message.receipt.code ?? ""}`.trim()
        : message.type,
    );
  }
}

/** Appends of so many messages each, after the last of its writer's that was sent. */
function message(entries: number, body = "buy now"): Says {
  return (writer) => {
    const client = newClientId();
    const list = Array.from({ length: entries }, () => entryOf(writer, body));
    return about(writer.chat, {
      type: "update",
      update: encodeAppend({ client, clock: 0 }, writer.tail, list),
    });
  };
}

function entryOf({ personId }: Writer, body: string): object {
  return { id: randomUUID(), type: "chat.message", by: personId, at: Date.now(), body };
}
