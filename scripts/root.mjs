import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder, wherever the script was called from. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Preloaded (`node --import`) into a program, it outlives whoever reads what it prints. */
export const outliving = ["--import", new URL("./outlive-readers.mjs", import.meta.url).href];

/**
 * What the set-up has to say goes to stderr: stdout belongs to the command that was asked for.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`alcove: ${line}\n`);
}

/** A failure people can act on: its message is printed without a stack. */
export class SetupError extends Error {}
