/** The official server of y-websocket as its package runs it. It does not say which free port it got, so it is told one. */
import { createServer } from "node:net";

const probe = createServer().listen(0, "127.0.0.1", () => {
  const { port } = probe.address();
  probe.close(async () => {
    process.env.HOST = "127.0.0.1";
    process.env.PORT = String(port);
    await import("../node_modules/@y/websocket-server/src/server.js");
  });
});
process.once("SIGTERM", () => process.exit(0));
