/**
 * Preloaded (`node --import`) into programs that stay: if the script that supervises them is killed outright,
 * nobody passes a signal on, and the port would stay taken.
 */
const POLL_MS = 1_000;
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
}, POLL_MS).unref();
