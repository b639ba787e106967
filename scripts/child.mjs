import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { root, SetupError } from "./root.mjs";

/** How often we look whether whoever started us is still there. */
const PARENT_POLL_MS = 500;
/** The server promises to stop within 5 s; after twice that it will not stop by itself. */
const KILL_AFTER_MS = 10_000;

/** @type {NodeJS.Signals[]} */
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"];

const ancestors = startedBy();
let stopping = false;

/** @typedef {{ env?: NodeJS.ProcessEnv, stdio?: import("node:child_process").StdioOptions }} Options */

/**
 * Runs a program to its end and returns its exit code (128 + signal number if a signal ended it).
 * It is told to stop when we are, and when whoever started us is gone: `sh` does not pass on npm's SIGTERM.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return runTogether([{ command, args, ...options }]);
}

/**
 * Runs several programs side by side. When the first one ends, for whatever reason, the others are told to
 * stop; returns the first one's exit code once all are gone.
 *
 * @param {({ command: string, args: string[] } & Options)[]} programs
 * @returns {Promise<number>}
 */
export async function runTogether(programs) {
  // Told to stop during one step, we do not begin the next.
  if (stopping || isAbandoned()) throw new SetupError("stopped");
  const children = programs.map(({ command, args, env = process.env, stdio = "inherit" }) =>
    spawn(command, args, { cwd: root, env, stdio }),
  );
  const ends = children.map(exitCode);
  const all = Promise.allSettled(ends);
  const release = stopWithUs(children);
  try {
    return await Promise.race(ends);
  } finally {
    for (const child of children) child.kill("SIGTERM");
    await all;
    release();
  }
}

/**
 * Our parent and, where npm put a shell between us, npm: if npm is killed outright the shell stays and tells nobody.
 * Whoever started npm does not count: a server left running after log-out keeps running.
 */
function startedBy() {
  const { Name: name = "", PPid: npm } = status(process.ppid);
  return /^(sh|dash|bash|ash|busybox)$/.test(name) && process.env.npm_lifecycle_event
    ? `${process.ppid} ${npm}`
    : `${process.ppid}`;
}

function isAbandoned() {
  return startedBy() !== ancestors;
}

/**
 * What Linux tells of a process; empty elsewhere.
 *
 * @param {string | number} pid
 */
function status(pid) {
  try {
    const lines = readFileSync(`/proc/${pid}/status`, "utf8").split("\n");
    return Object.fromEntries(lines.map((line) => line.split(":\t")));
  } catch {
    return {};
  }
}

/** @param {import("node:child_process").ChildProcess} child */
function exitCode(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

/**
 * Passes on to the children that we are to stop, however we learn of it. Returns what ends that.
 *
 * @param {import("node:child_process").ChildProcess[]} children
 */
function stopWithUs(children) {
  /** @type {NodeJS.Timeout | undefined} */
  let killer;
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    stopping = true;
    // A terminal sends Ctrl-C to the children as well: passing it on would make it two.
    const told = signal === "SIGINT" && process.stdin.isTTY;
    if (!told) for (const child of children) child.kill(signal);
    killer ??= setTimeout(() => {
      for (const child of children) child.kill("SIGKILL");
    }, KILL_AFTER_MS);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  const watch = setInterval(() => {
    if (!stopping && isAbandoned()) stop("SIGTERM");
  }, PARENT_POLL_MS);
  return () => {
    clearInterval(watch);
    clearTimeout(killer);
    for (const signal of SIGNALS) process.off(signal, stop);
  };
}
