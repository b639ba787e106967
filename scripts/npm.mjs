import { run } from "./child.mjs";
import { outliving } from "./root.mjs";

/**
 * Runs npm, the very one that started us where there is one, and returns its exit code.
 * What it prints goes to stderr.
 * @param {string[]} args
 */
export function npm(args) {
  const cli = process.env.npm_execpath;
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  /** @type {import("./child.mjs").Options} */
  const options = { stdio: ["ignore", 2, 2] };
  if (cli?.endsWith("npm-cli.js"))
    return run(process.execPath, [...outliving, cli, ...args, ...quiet], options);
  return run(process.platform === "win32" ? "npm.cmd" : "npm", [...args, ...quiet], options);
}
