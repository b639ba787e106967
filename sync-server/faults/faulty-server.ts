import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startProcess, type TestProcess } from "../sync/test-process.ts";

/** What can be broken under a running server. */
export type Fault =
  /** Its clock jumps, by so many ms either way. */
  | { what: "clock"; ms: number }
  /** SQLite is told something on the server's own connection, such as to take no more pages. */
  | { what: "pragma"; text: string }
  /** It kills itself at the first point of that name in the next commit of an update. */
  | { what: "kill-at"; point: string };

export type FaultyServer = TestProcess & { suffer(fault: Fault): Promise<void> };

const preload = fileURLToPath(new URL("./preload.ts", import.meta.url));

/** The real server in a process of its own, standing on what a test can break. */
export async function startFaulty(dataDir: string): Promise<FaultyServer> {
  const server = await startProcess(dataDir, { execArgv: ["--import", preload] });
  return {
    ...server,
    async suffer(fault) {
      const done = once(server.child, "message");
      server.child.send(fault);
      await done;
    },
  };
}
