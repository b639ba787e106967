import type { Context } from "./context.ts";

/** Milliseconds after which a stop that hangs is ended anyway; the promise is five seconds. */
const exitWithinMs = 4_800;

/** SIGTERM and SIGINT end the process with code 0 when everything is committed and told. */
export function stopOnSignals(context: Context): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop(context));
}

async function stop(context: Context): Promise<void> {
  setTimeout(() => process.exit(1), exitWithinMs).unref();
  await context.stop();
  process.exit(0);
}
