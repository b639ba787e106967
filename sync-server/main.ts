import { flushCompileCache } from "node:module";
import { holdClient } from "./client-hold.ts";
import { type Config, readConfig, readSecrets } from "./config.ts";
import { AlreadyServed, type Context, createContext } from "./context.ts";
import { isDemoFolder } from "./demo/demo-folder.ts";
import { outliveReaders } from "./outlive-readers.ts";
import { NewerDatabase } from "./schema-parts.ts";
import { startTrouble } from "./start-trouble.ts";
import { stopOnSignals } from "./stop-on-signals.ts";
import { keepFilesPrivate } from "./store/private-files.ts";

async function main(config: Config): Promise<void> {
  outliveReaders();
  keepFilesPrivate();
  if (isDemoFolder(config.dataDir)) throw new DemoFolder(config.dataDir);
  // In `npm run dev` Vite serves the app.
  if (process.env.NODE_ENV !== "development") holdClient(config.clientDir);
  const context = await createContext(config, readSecrets(process.env));
  const port = await context.listen();
  stopOnSignals(context);
  announce(config, context, port);
  // Now, and not at the end: a server that is killed starts as fast the next time.
  flushCompileCache();
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

const config = settings();
main(config).catch((error: unknown) => {
  if (error instanceof AlreadyServed || error instanceof DemoFolder || error instanceof NewerDatabase)
    end(error.message);
  end(startTrouble(error, config.dataDir) ?? error);
});

function settings(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    return end(error);
  }
}

function end(why: unknown): never {
  console.error(why);
  process.exit(1);
}
