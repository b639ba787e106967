import { connect, type Socket } from "node:net";
import { after, type Guest, hello, openSocket } from "../wire.ts";
import { type Assault, Tally } from "./assault.ts";

const mebibyte = 1024 * 1024;
/** Sockets that begin a message and never end it, of each person. */
const endlessEach = 60;
/** Fragments that one of them sends at most. */
const fragments = 200_000;

/** Messages of 2 to 64 MiB in one frame. */
export const oversized: Assault = async ({ port, people, over }) => {
  const ends = new Tally();
  let tried = 0;
  for (let size = 2; size <= 64 && !over(); size *= 2) {
    await Promise.all(
      people.map(async (person) => {
        const { socket, status } = await openSocket(port, person);
        if (socket === null) return ends.add(`HTTP ${status}`);
        const closed = new Promise<void>((resolve) => {
          socket.on("close", (code) => {
            ends.add(`closed ${code}`);
            resolve();
          });
        });
        socket.send(hello());
        socket.send(Buffer.alloc(size * mebibyte));
        tried++;
        await Promise.race([closed, after(15_000)]);
        socket.terminate();
      }),
    );
  }
  return { tried, happened: ends.words };
};

/** A message in fragments of one byte each, that never ends. */
export const endlessFragments: Assault = async ({ port, people, over }) => {
  const ends = new Tally();
  let tried = 0;
  await Promise.all(
    people.flatMap((person) =>
      Array.from({ length: endlessEach }, async () => {
        const { socket, status } = await openSocket(port, person);
        if (socket === null) return ends.add(`HTTP ${status}`);
        let open = true;
        socket.on("close", (code) => {
          open = false;
          ends.add(`closed ${code}`);
        });
        socket.send(hello());
        for (let sent = 0; sent < fragments && open && !over(); sent++) {
          socket.send(new Uint8Array([0]), { fin: false, binary: true });
          tried++;
          if (sent % 1_000 === 999) await after(5);
        }
        while (open && !over()) await after(100);
        socket.terminate();
      }),
    ),
  );
  return { tried, happened: ends.words };
};

/** Large fragments up to just below what is read at all, held for as long as it goes: what one person can make the server keep. */
export const heldFragments: Assault = async ({ port, people, over }) => {
  const ends = new Tally();
  const part = Buffer.alloc(256 * 1024);
  let tried = 0;
  await Promise.all(
    people.flatMap((person) =>
      Array.from({ length: endlessEach }, async () => {
        const { socket, status } = await openSocket(port, person);
        if (socket === null) return ends.add(`HTTP ${status}`);
        let open = true;
        socket.on("close", (code) => {
          open = false;
          ends.add(`closed ${code}`);
        });
        socket.send(hello());
        for (let sent = 0; sent < 31 && open && !over(); sent++) {
          socket.send(part, { fin: false, binary: true });
          tried++;
          await after(20);
        }
        while (open && !over()) await after(100);
        socket.terminate();
      }),
    ),
  );
  return { tried, happened: ends.words };
};

/** Frames that say they are compressed (RSV1), which nobody agreed on. */
export const compressed: Assault = async ({ port, people, over }) => {
  const ends = new Tally();
  let tried = 0;
  while (!over()) {
    for (const person of people) {
      const socket = await rawSocket(port, person);
      if (socket === null) continue;
      socket.on("close", () => ends.add("closed"));
      // FIN, RSV1, binary; masked with zeros; 16 bytes of deflated zeros.
      socket.write(Buffer.from([0xc2, 0x90, 0, 0, 0, 0, ...Array.from({ length: 16 }, () => 0x4b)]));
      tried++;
      await after(20);
      socket.destroy();
    }
  }
  return { tried, happened: ends.words };
};

/** A socket upgraded by hand, that offers compression. */
function rawSocket(port: number, { token }: Guest): Promise<Socket | null> {
  const socket = connect(port, "127.0.0.1");
  socket.write(
    `GET /sync HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: alcove.1\r\nSec-WebSocket-Extensions: permessage-deflate\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  return new Promise((resolve) => {
    socket.once("data", (data) =>
      resolve(data.toString("latin1").startsWith("HTTP/1.1 101") ? socket : null),
    );
    socket.once("error", () => resolve(null));
  });
}
