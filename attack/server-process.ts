import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { LoopDelay } from "./loop-delay.ts";

const main = fileURLToPath(new URL("../sync-server/main.ts", import.meta.url));
const preloads = ["clock.ts", "loop-watch.ts"].map((file) => new URL(file, import.meta.url).href);

/** Characters of a server's output that are kept: its end says what went wrong. */
const outputKept = 100_000;
/** Milliseconds a server has to stop by itself before it is killed. */
const stopsWithinMs = 10_000;
/** Milliseconds a server has to start; a second on a quiet machine. */
const startsWithinMs = 60_000;

const heardDelay = z
  .tuple([z.object({ loopDelay: z.object({ p99: z.number(), longest: z.number() }) })])
  .rest(z.unknown());

/** The real server in a process of its own. */
export type ServerProcess = {
  port: number;
  pid: number;
  /** What it has printed to standard error: whatever it could not handle. */
  complaints(): string;
  running(): boolean;
  /** Sets how far its clock is ahead of this process's, in ms; resolves when it is. */
  setAhead(ms: number): Promise<void>;
  /** How long its event loop was held since this was last asked. */
  loopDelay(): Promise<LoopDelay>;
  /** SIGTERM, and SIGKILL if it does not stop. */
  stop(): Promise<void>;
};

/** @param env what is set beside the data folder; `PORT` 0 is any free one */
export async function startServerProcess(
  dataDir: string,
  env: NodeJS.ProcessEnv = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...preloads.flatMap((url) => ["--import", url]), main], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATA_DIR: dataDir,
      PORT: "0",
      HOST: "127.0.0.1",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const killed = () => child.kill("SIGKILL");
  process.once("exit", killed);
  let complaints = "";
  child.stderr?.on("data", (data: Buffer) => {
    complaints = (complaints + data.toString()).slice(-outputKept);
  });
  const port = await portOf(child, () => complaints);
  return {
    port,
    pid: child.pid ?? 0,
    complaints: () => complaints,
    running: () => isRunning(child),
    setAhead: async (aheadMs) => {
      const heard = once(child, "message");
      child.send({ aheadMs });
      await heard;
    },
    loopDelay: async () => {
      const heard = once(child, "message");
      child.send({ loopDelay: true });
      const [{ loopDelay }] = heardDelay.parse(await heard);
      return loopDelay;
    },
    stop: async () => {
      process.off("exit", killed);
      if (!isRunning(child)) return;
      const ended = once(child, "exit");
      const timer = setTimeout(killed, stopsWithinMs);
      child.kill("SIGTERM");
      await ended;
      clearTimeout(timer);
    },
  };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function portOf(child: ChildProcess, complaints: () => string): Promise<number> {
  const found = Promise.withResolvers<number>();
  let printed = "";
  child.stdout?.on("data", (data: Buffer) => {
    printed = (printed + data.toString()).slice(-outputKept);
    const port = /Alcove is at http:\/\/localhost:(\d+)/.exec(printed)?.[1];
    if (port !== undefined) found.resolve(Number(port));
  });
  child.once("exit", () => found.reject(new Error(`the server ended: ${complaints()}`)));
  const timer = setTimeout(() => {
    child.kill("SIGKILL");
    found.reject(new Error(`the server did not start: ${complaints()}`));
  }, startsWithinMs);
  try {
    return await found.promise;
  } finally {
    clearTimeout(timer);
  }
}
