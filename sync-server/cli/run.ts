import { backup } from "./backup.ts";
import { type Command, type CommandLine, UsageError } from "./command.ts";
import { doctor } from "./doctor.ts";
import { restore } from "./restore.ts";
import { testmail } from "./testmail.ts";
import {
  userAdd,
  userConfirm,
  userList,
  userResetPassword,
  userSetRole,
  userSuspend,
} from "./user-commands.ts";

/** By the words that call them. */
const commands: Record<string, Command> = {
  "user add": userAdd,
  "user list": userList,
  "user set-role": userSetRole,
  "user suspend": userSuspend,
  "user reset-password": userResetPassword,
  "user confirm": userConfirm,
  backup,
  restore,
  testmail,
  doctor,
};

/** Runs one command. Returns the exit code: 0 done, 1 it failed (one sentence in `err`), 2 not understood. */
export async function runCommand(
  argv: string[],
  line: CommandLine & { err: (line: string) => void },
): Promise<number> {
  const words = argv[0] === "user" ? 2 : 1;
  const command = Object.hasOwn(commands, argv.slice(0, words).join(" "))
    ? commands[argv.slice(0, words).join(" ")]
    : undefined;
  if (!command) {
    const asked = ["help", "--help", "-h"].includes(argv[0] ?? "");
    for (const text of help()) (asked ? line.out : line.err)(text);
    return asked ? 0 : 2;
  }
  try {
    return await command.run(argv.slice(words), line);
  } catch (error) {
    if (error instanceof UsageError) {
      line.err(`Not understood: ${error.message}.`);
      line.err(`Usage: alcove ${command.usage}`);
      return 2;
    }
    line.err(error instanceof Error ? error.message : "It failed for an unknown reason.");
    return 1;
  }
}

function help(): string[] {
  return [
    "Usage: npm run -s alcove -- <command>",
    "",
    ...Object.values(commands).flatMap(({ usage, summary }) => [`  ${usage}`, `      ${summary}`]),
    "",
    "The data folder is DATA_DIR (./data unless set).",
  ];
}
