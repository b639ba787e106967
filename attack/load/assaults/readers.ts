import { after, askFor, hello, openSocket, sendIfRoom } from "../wire.ts";
import { type Assault, Tally } from "./assault.ts";

/** Sockets of each person: as many as one may have. */
const socketsEach = 64;
/** Times a socket asks for its whole chat, some 600 kB; together far past what may wait for one socket. */
const asks = 400;

/** Asks for a large document again and again and takes nothing of the answers, on every socket one may have. */
export const neverRead: Assault = (ground) => readSlowly(ground, 0);

/** The same, but takes a little each second, so that the socket does not look dead. */
export const readByteByByte: Assault = (ground) => readSlowly(ground, 1);

async function readSlowly(
  { port, people, over }: Parameters<Assault>[0],
  readsASecond: number,
): Promise<{ tried: number; happened: string }> {
  const ends = new Tally();
  let tried = 0;
  await Promise.all(
    people.flatMap((person) =>
      Array.from({ length: socketsEach }, async () => {
        const { socket, status } = await openSocket(port, person);
        if (socket === null) return ends.add(status);
        socket.on("close", (code) => ends.add(code));
        socket.send(hello());
        socket.pause();
        for (let asked = 0; asked < asks && !over(); asked++) {
          tried++;
          if (!sendIfRoom(socket, askFor(person.chat))) break;
          if (asked % 50 === 49) await after(50);
        }
        while (!over() && socket.readyState === socket.OPEN) {
          await after(1_000);
          if (readsASecond > 0) {
            // One turn's worth: the least that can be taken without a socket of one's own making.
            socket.resume();
            socket.pause();
          }
        }
        socket.resume();
        await after(200);
        socket.terminate();
      }),
    ),
  );
  return { tried, happened: `sockets ended: ${ends.words}` };
}
