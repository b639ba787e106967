import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A display that nobody sees, for a browser that draws only on one. */
export type Display = { name: string; close(): void };

export async function openDisplay(): Promise<Display> {
  const args = ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"];
  const child = spawn("Xvfb", args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  // It names the first number that is free once it can be used.
  const number = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdio[3] as Readable }).once("line", resolve);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
  });
  return { name: `:${number}`, close: () => void child.kill() };
}
