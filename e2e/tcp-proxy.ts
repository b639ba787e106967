import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A wire between one device and the server that can be cut, as a network is: at once, and without a farewell. */
export type TcpProxy = {
  url: string;
  /** How many sockets of the sync protocol the device has opened until now. */
  sockets(): number;
  /** How long the sync socket that lasted longest has been open, in ms; 0 before the first. */
  longestSocketMs(): number;
  /** Resets what is open and refuses what is new. */
  cut(): void;
  restore(): void;
  /** Holds back what the server says on the connections that are open now; what the device says still arrives. */
  holdAnswers(): void;
  close(): Promise<void>;
};

/** How a request for the sync protocol's socket begins. */
const syncRequest = Buffer.from("GET /sync");

/** @param target the server's port on this machine */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const answers = new Set<Socket>();
  let whole = true;
  const sockets: { opened: number; closed?: number }[] = [];
  const server = createServer((near) => {
    if (!whole) return void near.resetAndDestroy();
    const far = connect(target, "127.0.0.1");
    answers.add(far);
    near.on("data", (bytes) => {
      if (!bytes.subarray(0, syncRequest.length).equals(syncRequest)) return;
      const socket: (typeof sockets)[number] = { opened: Date.now() };
      sockets.push(socket);
      near.once("close", () => {
        socket.closed = Date.now();
      });
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on("error", () => to.resetAndDestroy());
      from.on("close", () => {
        open.delete(from);
        answers.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  function cut(): void {
    whole = false;
    for (const socket of open) socket.resetAndDestroy();
  }
  return {
    url: `http://127.0.0.1:${port}`,
    sockets: () => sockets.length,
    longestSocketMs: () =>
      Math.max(0, ...sockets.map(({ opened, closed }) => (closed ?? Date.now()) - opened)),
    cut,
    restore() {
      whole = true;
    },
    holdAnswers() {
      for (const far of answers) far.unpipe().pause();
    },
    close() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
