import { type Config, readConfig, readSecrets } from "./config.ts";
import { AlreadyServed, type Context, createContext } from "./context.ts";

/** Milliseconds after which a stop that hangs is ended anyway; the promise is five seconds. */
const exitWithinMs = 4_800;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const context = await createContext(config, readSecrets(process.env));
  const port = await context.listen();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop(context));
  announce(config, context, port);
}

async function stop(context: Context): Promise<void> {
  setTimeout(() => process.exit(1), exitWithinMs).unref();
  await context.stop();
  process.exit(0);
}

function announce(config: Config, { accounts }: Context, port: number): void {
  const address = config.publicUrl ?? `http://localhost:${port}`;
  console.log(`Alcove is at ${address}`);
  const link = accounts.setupLink(address);
  if (link !== null) {
    console.log(`There is no admin yet. Make the first one, once, at:\n  ${link}`);
  }
}

main().catch((error: unknown) => {
  if (error instanceof AlreadyServed) console.error(error.message);
  else if (isTaken(error)) console.error("The port is in use. Set PORT to another one.");
  else console.error(error);
  process.exit(1);
});

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
