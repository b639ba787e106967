import { text } from "node:stream/consumers";
import { runCommand } from "./cli/run.ts";
import { keepFilesPrivate } from "./store/private-files.ts";

keepFilesPrivate();

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  readInput: () => text(process.stdin),
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
});
