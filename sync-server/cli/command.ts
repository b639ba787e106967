import { parseArgs } from "node:util";
import { type Accounts, createAccounts } from "../accounts/accounts.ts";
import { type Db, databasePath, openDatabase } from "../accounts/database.ts";
import { type Config, readConfig, readSecrets } from "../config.ts";
import { migrateNotifications } from "../notifications/schema.ts";
import { makePrivateFolder } from "../store/private-files.ts";
import { migrateStore } from "../store/schema.ts";

/** What a command is run with; a test passes its own. */
export type CommandLine = {
  env: NodeJS.ProcessEnv;
  /** All of standard input, read only when a command asks for it. */
  readInput: () => Promise<string>;
  out: (line: string) => void;
};

export type Command = {
  usage: string;
  summary: string;
  /** Returns the exit code. Throws `UsageError`, or any Error whose message is one sentence for the host. */
  run: (args: string[], line: CommandLine) => Promise<number>;
};

/** The command was not understood: exit code 2, and the usage is shown. */
export class UsageError extends Error {}

type Options = Record<string, { type: "string" | "boolean" }>;

/** Splits arguments by their declared options. Throws `UsageError` unless there are exactly `positionals` of the rest. */
export function argumentsOf(args: string[], options: Options, positionals: number) {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(". ")[0] ?? "") : "not understood");
  }
  if (parsed.positionals.length !== positionals) {
    throw new UsageError(
      parsed.positionals.length < positionals ? "something is missing" : "there is too much",
    );
  }
  const text = (name: string): string => {
    const value = parsed.values[name];
    if (typeof value !== "string" || value.trim() === "") throw new UsageError(`--${name} is missing`);
    return value.trim();
  };
  return {
    text,
    flag: (name: string) => parsed.values[name] === true,
    positional: (n: number) => parsed.positionals[n] ?? "",
  };
}

/** Runs `work` on the accounts of the configured folder, which is made and migrated where it is new. */
export async function withAccounts<T>(
  env: NodeJS.ProcessEnv,
  work: (accounts: Accounts, config: Config, db: Db) => Promise<T>,
): Promise<T> {
  const config = readConfig(env);
  makePrivateFolder(config.dataDir);
  const db = openDatabase(databasePath(config.dataDir));
  try {
    const accounts = await createAccounts({ db, config, secrets: readSecrets(env) });
    migrateStore(db);
    migrateNotifications(db);
    try {
      return await work(accounts, config, db);
    } finally {
      accounts.close();
    }
  } finally {
    db.close();
  }
}
