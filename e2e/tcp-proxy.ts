import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A wire between one device and the server that can be cut, as a network is: at once, and without a farewell. */
export type TcpProxy = {
  url: string;
  /** Resets what is open and refuses what is new. */
  cut(): void;
  restore(): void;
  /** Holds back what the server says on the connections that are open now; what the device says still arrives. */
  holdAnswers(): void;
  close(): Promise<void>;
};

/** @param target the server's port on this machine */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const answers = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return void near.resetAndDestroy();
    const far = connect(target, "127.0.0.1");
    answers.add(far);
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
