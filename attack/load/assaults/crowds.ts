import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { after, hello, openSocket } from "../wire.ts";
import { type Assault, type Ground, Tally } from "./assault.ts";

/** Sockets opened at the same moment. */
const atOnce = 50;

/** Five thousand sockets of one person. */
export const crowdOfOne: Assault = (ground) => crowd({ ...ground, people: ground.people.slice(0, 1) }, 5_000);

/** As many as the people there are may have. */
export const crowdOfMany: Assault = (ground) => crowd(ground, 5_000);

async function crowd(
  { port, people, over }: Ground,
  count: number,
): Promise<{ tried: number; happened: string }> {
  const came = new Tally();
  const open: { terminate(): void }[] = [];
  let tried = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (tried < count) {
        const person = people[tried++ % people.length];
        if (person === undefined) return;
        const { socket, status } = await openSocket(port, person);
        came.add(socket === null ? `HTTP ${status}` : "open");
        if (socket === null) continue;
        socket.on("close", (code) => came.add(`closed ${code}`));
        socket.send(hello());
        open.push(socket);
      }
    }),
  );
  while (!over()) await after(100);
  const happened = came.words;
  for (const socket of open) socket.terminate();
  return { tried, happened };
}

/** Upgrades with no sign-in, as fast as they go. */
export const strangers: Assault = async ({ port, over }) => {
  const came = new Tally();
  let tried = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (!over() && tried < 20_000) {
        tried++;
        const { socket, status } = await openSocket(port, { token: randomUUID() });
        came.add(socket === null ? `HTTP ${status}` : "open");
        socket?.terminate();
      }
    }),
  );
  return { tried, happened: came.words };
};

/** Connections that say nothing, or a header a second. */
export const slowHeads: Assault = async ({ port, over }) => {
  const came = new Tally();
  const sockets: Socket[] = [];
  for (let count = 0; count < 5_000; count++) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => came.add("refused"));
    socket.on("close", () => came.add("ended by the server"));
    if (count % 2 === 0) socket.write("GET /sync HTTP/1.1\r\nHost: x\r\n");
    sockets.push(socket);
    if (count % 100 === 99) await after(10);
  }
  while (!over()) {
    await after(1_000);
    for (const socket of sockets.filter((_, index) => index % 2 === 0)) {
      if (socket.writable) socket.write("X-A: 1\r\n");
    }
  }
  const happened = came.words;
  for (const socket of sockets) socket.removeAllListeners("close").destroy();
  return { tried: sockets.length, happened };
};

/** Comes, says hello as a device nobody has seen, and goes. */
export const churn: Assault = async ({ port, people, over }) => {
  const came = new Tally();
  let tried = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async (_, index) => {
      const person = people[index % people.length];
      while (person !== undefined && !over()) {
        tried++;
        const { socket, status } = await openSocket(port, person);
        came.add(socket === null ? `HTTP ${status}` : "open");
        if (socket === null) continue;
        socket.send(hello());
        await new Promise((resolve) => socket.once("message", resolve).once("close", resolve));
        socket.terminate();
      }
    }),
  );
  return { tried, happened: came.words };
};

/** Bytes of the chat that everybody here begins with, nearly. */
const wholeChatBytes = 500_000;

/** Comes as a device that has nothing, takes its whole chat, and comes again. */
export const beginAnew: Assault = async ({ port, people, over }) => {
  const came = new Tally();
  let tried = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async (_, index) => {
      const person = people[index % people.length];
      while (person !== undefined && !over()) {
        tried++;
        const { socket, status } = await openSocket(port, person);
        if (socket === null) {
          came.add(`HTTP ${status}`);
          await after(50);
          continue;
        }
        const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
        let bytes = 0;
        socket.on("message", (data: Buffer) => {
          bytes += data.length;
          if (bytes < wholeChatBytes) return;
          came.add("had it all");
          socket.terminate();
        });
        socket.send(hello());
        while (!over() && socket.readyState === socket.OPEN) await Promise.race([ended, after(200)]);
        socket.terminate();
      }
    }),
  );
  return { tried, happened: came.words };
};

/**
 * Sockets whose line swallows everything from one moment on: no FIN, no pong. The server has to notice by itself.
 * `process` does the swallowing: it stops reading and never answers a ping.
 */
export const halfOpen: Assault = async ({ port, people, over }) => {
  const came = new Tally();
  const sockets = await Promise.all(
    people.flatMap((person) =>
      Array.from({ length: 16 }, async () => {
        const { socket, status } = await openSocket(port, person);
        if (socket === null) came.add(`HTTP ${status}`);
        socket?.send(hello());
        return socket;
      }),
    ),
  );
  await after(1_000);
  for (const socket of sockets) socket?.pause();
  while (!over()) await after(500);
  // What the server had done is seen when reading goes on: an end, or a line that still stands.
  const open = sockets.filter((socket) => socket !== null);
  for (const socket of open) {
    socket.once("close", (code) => came.add(code));
    socket.resume();
  }
  await after(1_000);
  came.add("still open", open.filter(({ readyState }) => readyState === 1).length);
  for (const socket of open) socket.terminate();
  return { tried: sockets.length, happened: came.words };
};
