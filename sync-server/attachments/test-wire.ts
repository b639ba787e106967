import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP wire to a port on this machine that cuts itself after given numbers of bytes from the near side, once each. */
export async function startWire(target: () => number, cutAfter: number[]) {
  const cuts = [...cutAfter];
  let carried = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target(), "127.0.0.1");
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => open.delete(socket));
    }
    near.on("data", (chunk) => {
      carried += chunk.length;
      if (cuts[0] === undefined || carried < cuts[0]) return;
      cuts.shift();
      near.resetAndDestroy();
      far.resetAndDestroy();
    });
    near.pipe(far);
    far.pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutsLeft: () => cuts.length,
    carried: () => carried,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
