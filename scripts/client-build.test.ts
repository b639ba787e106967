import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { refuseWhileServed } from "./client-build.mjs";
import { root } from "./root.mjs";

let folder: string;
const servers: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "alcove-build-"));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function serve(program: string, dataDir: string) {
  const server = spawn(process.execPath, [join(root, "sync-server", program)], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: "0",
      DATA_DIR: join(folder, dataDir),
      ALCOVE_CLIENT_DIR: join(folder, "client"),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  servers.push(server);
  for (let printed = ""; !printed.includes("Alcove is at"); )
    printed += String((await once(server.stdout, "data"))[0]);
  return server;
}

test("[R25] the app is not built anew under the servers that serve it, a demo among them, until the last has ended", async () => {
  const refused = () => refuseWhileServed(process.execPath, join(folder, "client"));
  await refused();
  const campus = await serve("main.mjs", "data");
  await expect(refused()).rejects.toThrow(/^an Alcove that is running serves the app that is built here/);
  const demo = await serve("demo/main.ts", "data-demo");
  for (const [server, signal] of [
    [campus, "SIGTERM"],
    [demo, "SIGKILL"],
  ] as const) {
    await expect(refused()).rejects.toThrow();
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  }
  await refused();
});
