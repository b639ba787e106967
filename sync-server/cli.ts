import { text } from "node:stream/consumers";
import { runCommand } from "./cli/run.ts";
import { outliveReaders } from "./outlive-readers.ts";
import { keepFilesPrivate } from "./store/private-files.ts";

outliveReaders((code) => code !== "EPIPE");
keepFilesPrivate();

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  readInput: () => text(process.stdin),
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
});
