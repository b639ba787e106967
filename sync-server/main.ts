import { type Config, readConfig, readSecrets } from "./config.ts";
import { AlreadyServed, type Context, createContext } from "./context.ts";
import { isDemoFolder } from "./demo/demo-folder.ts";
import { stopOnSignals } from "./stop-on-signals.ts";

async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (isDemoFolder(config.dataDir)) throw new DemoFolder(config.dataDir);
  const context = await createContext(config, readSecrets(process.env));
  const port = await context.listen();
  stopOnSignals(context);
  announce(config, context, port);
}

/** Everybody knows the passwords in it. */
class DemoFolder extends Error {
  constructor(dataDir: string) {
    super(
      `${dataDir} is a demo's folder, and its passwords are known to everybody. Set DATA_DIR to another one.`,
    );
  }
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
  if (error instanceof AlreadyServed || error instanceof DemoFolder) console.error(error.message);
  else if (isTaken(error)) console.error("The port is in use. Set PORT to another one.");
  else console.error(error);
  process.exit(1);
});

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
