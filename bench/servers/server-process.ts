import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** Milliseconds in which a server has to say where it listens. */
const startWithinMs = 60_000;
/** Milliseconds in one tick of a process's CPU clock in /proc: USER_HZ is 100 on every Linux. */
const tickMs = 10;
/** Milliseconds a server has to end by itself; Alcove promises five seconds. */
const endWithinMs = 15_000;
/** Letters kept of what a server prints: enough to say why it failed. */
const outputLetters = 4_000;
const bytesPerMb = 1024 * 1024;

/** CPU time since the start in ms; memory in MB, now and at its highest. */
export type Usage = { cpuMs: number; rssMb: number; peakMb: number };

/** A server in a process of its own. */
export type ServerProcess = {
  port: number;
  /** Milliseconds from the spawn until it listened. */
  startMs: number;
  /** When it was spawned, on `performance.now()`'s clock. */
  spawnedAt: number;
  usage(): Usage;
  /** The last of what it printed. */
  output(): string;
  /** Ends it and waits for the end. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
};

const running = new Set<ChildProcess>();

/**
 * Starts a server and waits until it says where it listens.
 * @param options.args what follows `node`
 * @param options.listening finds the port in what it prints
 */
export async function startServer(options: {
  args: readonly string[];
  env: Record<string, string>;
  listening: RegExp;
}): Promise<ServerProcess> {
  const spawnedAt = performance.now();
  const child = spawn(process.execPath, [...serverArgs(), ...options.args], {
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  child.on("exit", () => running.delete(child));
  const { pid } = child;
  if (pid === undefined) throw new Error("the server could not be started");
  let output = "";
  const listening = Promise.withResolvers<number>();
  const timer = setTimeout(() => {
    listening.reject(new Error(`the server does not listen: ${output}`));
    child.kill("SIGKILL");
  }, startWithinMs);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      output = (output + data.toString()).slice(-outputLetters);
      const port = options.listening.exec(output)?.[1];
      if (port !== undefined) listening.resolve(Number(port));
    });
  }
  child.on("exit", (code) => listening.reject(new Error(`the server ended (${code}): ${output}`)));
  try {
    const port = await listening.promise;
    return {
      port,
      spawnedAt,
      startMs: performance.now() - spawnedAt,
      usage: () => usageOf(pid),
      output: () => output,
      end: async (signal) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, "exit");
        child.kill(signal);
        const hanging = setTimeout(() => child.kill("SIGKILL"), endWithinMs);
        await ended;
        clearTimeout(hanging);
      },
    };
  } finally {
    clearTimeout(timer);
  }
}

/** Ends whatever still runs, when the bench itself ends. */
export function endServers(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** Options of Node for every server, such as `--cpu-prof`. */
function serverArgs(): string[] {
  return (process.env.BENCH_SERVER_ARGS ?? "").split(" ").filter((arg) => arg !== "");
}

function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in brackets may hold spaces; what follows it does not. utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const cpuMs = (Number(fields[11]) + Number(fields[12])) * tickMs;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const memory = (name: string) =>
    (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / bytesPerMb;
  return { cpuMs, rssMb: memory("VmRSS"), peakMb: memory("VmHWM") };
}
