import { fileURLToPath } from "node:url";
import { type ServerProcess, startServer } from "./server-process.ts";

/** Everything that is measured, Alcove first: what the others are to it is what counts. */
export const peerNames = ["alcove", "y-websocket", "hocuspocus", "relay"] as const;
export type PeerName = (typeof peerNames)[number];

/** Starts a server on a data folder and a port of its own choosing. */
export function startPeer(peer: PeerName, dataDir: string): Promise<ServerProcess> {
  const env = { DATA_DIR: dataDir, HOST: "127.0.0.1", PORT: "0", NODE_ENV: "production" };
  if (peer === "alcove") {
    const program = fileURLToPath(new URL("../../sync-server/main.mjs", import.meta.url));
    // As `npm start` starts it.
    const args = ["--max-semi-space-size=8", program];
    return startServer({ args, env, listening: /Alcove is at http:\/\/localhost:(\d+)/ });
  }
  const program = fileURLToPath(new URL(`./${peer}.mjs`, import.meta.url));
  return startServer({ args: [program], env, listening: /(?:listening|running at .*) on (?:port )?(\d+)/ });
}
