import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The real server as a process of its own, on a data folder that goes with it. */
export type ServerProcess = {
  port: number;
  dataDir: string;
  /** What it has printed since it was started. */
  printed(): string;
  /** Starts it again on the same data; as another program when one is named. */
  start(program?: string): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Ends it and deletes its data. */
  dispose(): Promise<void>;
};

export async function startServer(
  env: NodeJS.ProcessEnv = {},
  main = "sync-server/main.ts",
): Promise<ServerProcess> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "alcove-e2e-"));
  const port = await freePort();
  let child: ChildProcess | null = null;
  let printed = "";

  async function start(program = main): Promise<void> {
    printed = "";
    const started = spawn(process.execPath, [path.join(root, program)], {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", DATA_DIR: dataDir, PORT: String(port), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    const lines = createInterface({ input: started.stdout });
    const errors = createInterface({ input: started.stderr });
    await new Promise<void>((resolve, reject) => {
      started.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${printed}`)));
      errors.on("line", (line) => {
        printed += `${line}\n`;
      });
      lines.on("line", (line) => {
        printed += `${line}\n`;
        if (line.startsWith("Alcove is at")) resolve();
      });
    });
  }

  async function stop(): Promise<number | null> {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return running?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => running.once("exit", resolve));
    running.kill("SIGTERM");
    return ended;
  }

  await start();
  return {
    port,
    dataDir,
    printed: () => printed,
    start,
    stop,
    async dispose() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
