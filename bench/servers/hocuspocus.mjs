/** Hocuspocus with its own SQLite extension, both as they come: no hooks, no sign-in. */
import { join } from "node:path";
import { SQLite } from "@hocuspocus/extension-sqlite";
import { Server } from "@hocuspocus/server";

const server = new Server({
  address: "127.0.0.1",
  port: Number(process.env.PORT),
  quiet: true,
  stopOnSignals: true,
  extensions: [new SQLite({ database: join(process.env.DATA_DIR, "hocuspocus.db") })],
});

await server.listen();
console.log(`listening on ${server.address.port}`);
