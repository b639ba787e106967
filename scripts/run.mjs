/**
 * Behind every npm script: makes sure of what the command needs (a modern Node, packages, a built client,
 * Chromium), each only when it is missing or out of date, and then runs it. Runs under Node 20 and needs no package.
 */

import "./outlive-readers.mjs";
import { installPeers } from "./bench-peers.mjs";
import { findChromium } from "./browsers.mjs";
import { check, format } from "./check.mjs";
import { run, runTogether } from "./child.mjs";
import { buildClient } from "./client-build.mjs";
import { sumLine } from "./counts.mjs";
import { installPackages } from "./install.mjs";
import { modernNode, withNodeFirst } from "./node-runtime.mjs";
import { outliving, SetupError, say } from "./root.mjs";
import { test } from "./test-stages.mjs";

/** @type {Record<string, (node: string, args: string[]) => Promise<number>>} */
const commands = { start, demo, dev, test, check: checkOnly, format, build, alcove, attack, bench };

/** In `npm run dev` people open Vite's port, and Vite hands the rest to the server on this one. */
const DEV_PORT = "8787";
const DEV_SERVER_PORT = "8788";

/**
 * MB of one half of V8's young generation, which grows to 32 under load and is not given back: 50 to 150 MB less at no CPU that
 * could be measured (W2, W3; 4 MB cost a tenth).
 */
const small = "--max-semi-space-size=8";

const staying = ["--import", new URL("./stop-with-parent.mjs", import.meta.url).href];

/** @param {string[]} words of the command line */
async function main([name = "", ...args]) {
  const command = commands[name];
  if (command === undefined) throw new SetupError(`run.mjs knows: ${Object.keys(commands).join(", ")}`);
  const node = await modernNode();
  await installPackages(node.version);
  return command(node.path, args);
}

/**
 * @param {string} node
 * @param {string[]} args
 */
async function start(node, args) {
  await buildClient(node);
  return run(node, [...staying, small, "sync-server/main.mjs", ...args], { env: production(node) });
}

/**
 * @param {string} node
 * @param {string[]} args
 */
async function demo(node, args) {
  await buildClient(node);
  return run(node, [...staying, "sync-server/demo/main.ts", ...args], { env: production(node) });
}

/**
 * Its output is the command's alone, so that it can be piped.
 *
 * @param {string} node
 * @param {string[]} args
 */
function alcove(node, args) {
  return run(node, ["sync-server/cli.ts", ...args], { env: production(node) });
}

/**
 * Attacks a server of its own; it is asked for pages too, so the client is built.
 *
 * @param {string} node
 * @param {string[]} args
 */
async function attack(node, args) {
  await buildClient(node);
  return run(node, [...staying, "attack/run.ts", ...args], { env: withNodeFirst(node) });
}

/** @param {string} node */
async function build(node) {
  await buildClient(node);
  return 0;
}

/**
 * The peers it measures against and the built client are only made ready where the arguments ask for them.
 *
 * @param {string} node
 * @param {string[]} args
 */
async function bench(node, args) {
  await installPeers(args);
  const env = production(node);
  const chosen = args[args.indexOf("--only") + 1] ?? "";
  if (!args.includes("--only") || /w8/i.test(chosen)) {
    await buildClient(node);
    env.CHROMIUM_PATH = await findChromium(node);
  }
  return run(node, ["bench/run.ts", ...args], { env });
}

/**
 * @param {string} node
 * @param {string[]} args
 */
function dev(node, args) {
  const port = process.env.PORT || DEV_PORT;
  const env = { ...withNodeFirst(node), NODE_ENV: "development", ALCOVE_DEV_SERVER_PORT: DEV_SERVER_PORT };
  const server = [...staying, "--watch", "--watch-preserve-output", "sync-server/main.ts", ...args];
  return runTogether([
    {
      command: node,
      args: server,
      env: { ...env, PORT: DEV_SERVER_PORT, PUBLIC_URL: `http://localhost:${port}` },
    },
    {
      command: node,
      args: [...staying, ...outliving, "node_modules/vite/bin/vite.js"],
      env: { ...env, PORT: port },
    },
  ]);
}

/** @param {string} node */
async function checkOnly(node) {
  const counts = await check(node);
  console.log(sumLine(counts));
  return counts.failed === 0 ? 0 : 1;
}

/**
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
function production(node) {
  return { ...withNodeFirst(node), NODE_ENV: "production" };
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    if (error instanceof SetupError) say(error.message);
    else console.error(error);
    process.exitCode = 1;
  },
);
