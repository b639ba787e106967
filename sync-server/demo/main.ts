import path from "node:path";
import { holdClient } from "../client-hold.ts";
import { readConfig, readSecrets } from "../config.ts";
import { AlreadyServed, createContext } from "../context.ts";
import { outliveReaders } from "../outlive-readers.ts";
import { NewerDatabase } from "../schema-parts.ts";
import { stopOnSignals } from "../stop-on-signals.ts";
import { keepFilesPrivate, makePrivateFolder } from "../store/private-files.ts";
import { createDemoClock } from "./demo-clock.ts";
import { markDemo, NotADemoFolder, prepareDemoFolder } from "./demo-folder.ts";
import { demoPassword, demoPeople } from "./demo-people.ts";
import { fillDemo } from "./fill.ts";

/** Its own folder, never the one of `npm start`. */
const defaultFolder = "data-demo";

async function main(): Promise<void> {
  const config = readConfig({ DATA_DIR: defaultFolder, ...withoutEmpty(process.env), ALCOVE_DEMO: "1" });
  outliveReaders();
  keepFilesPrivate();
  makePrivateFolder(config.dataDir);
  const found = prepareDemoFolder(config.dataDir);
  holdClient(config.clientDir);
  const clock = createDemoClock();
  const context = await createContext(config, readSecrets(process.env), { now: clock.now });
  if (found === "empty") {
    markDemo(config.dataDir, "filling");
    await fillDemo(context.accounts, context.desk, clock);
    markDemo(config.dataDir, "ready");
  }
  const port = await context.listen();
  stopOnSignals(context);
  announce(config.publicUrl ?? `http://localhost:${port}`, config.dataDir);
}

function announce(address: string, dataDir: string): void {
  const rows = demoPeople.map(({ email, role, name }) => [role, name, email]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  console.log("This is a demo with made-up people and words. Sign in as any of them:\n");
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    console.log(`  ${cells.join("  ")}  ${demoPassword}`);
  }
  const near = path.relative(process.cwd(), dataDir);
  const shown = near === "" || near.startsWith("..") ? dataDir : near;
  console.log(`\nThe demo is kept in ${shown}; delete the folder to begin again.`);
  console.log(`Alcove is at ${address}`);
}

function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}

main().catch((error: unknown) => {
  if (error instanceof AlreadyServed || error instanceof NotADemoFolder || error instanceof NewerDatabase)
    console.error(error.message);
  else if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    console.error("The port is in use. Set PORT to another one.");
  else console.error(error);
  process.exit(1);
});
