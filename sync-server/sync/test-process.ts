import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../main.mjs", import.meta.url));

/** The real server in a process of its own. */
export type TestProcess = {
  port: number;
  child: ChildProcess;
  output(): string;
  /** Sends a signal and waits for the end; null is the exit code of who was killed. */
  end(signal: NodeJS.Signals): Promise<number | null>;
};

const running = new Set<ChildProcess>();

/** @throws with what it said when it ends instead of serving */
export async function startProcess(
  dataDir: string,
  { execArgv = [], uid }: { execArgv?: string[]; uid?: number } = {},
): Promise<TestProcess> {
  const child = spawn(process.execPath, [...execArgv, main], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: "0", HOST: "127.0.0.1" },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    ...(uid === undefined ? {} : { uid }),
  });
  running.add(child);
  child.on("exit", () => running.delete(child));
  let output = "";
  const port = Promise.withResolvers<number>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (data: Buffer) => {
      output += data.toString();
      const found = /Alcove is at http:\/\/localhost:(\d+)/.exec(output)?.[1];
      if (found !== undefined) port.resolve(Number(found));
    });
  }
  child.on("close", () => port.reject(new Error(`the server ended: ${output}`)));
  return {
    port: await port.promise,
    child,
    output: () => output,
    end: async (signal) => {
      const ended = once(child, "exit");
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}

/** Ends what a failed test left. */
export function endProcesses(): void {
  for (const child of running) child.kill("SIGKILL");
}
