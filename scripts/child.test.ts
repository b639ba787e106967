import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { expect, test } from "vitest";

const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
const node = JSON.stringify(process.execPath);

/** A program that stays until it is told to stop, says so, and ends with 3. */
const stays = `process.on("SIGTERM", () => { console.log("told"); process.exit(3); });
  console.log("ready " + process.ppid);
  setInterval(() => {}, 1000);`;

const supervises = `import { run } from ${url("./child.mjs")};
  process.exitCode = await run(${node}, ["-e", ${JSON.stringify(stays)}]);`;

/** Its parent, as a shell behind npm would be: it starts the other and passes no signal on. */
const passesNothingOn = (code: string) =>
  `require("node:child_process").spawn(${node}, ["--input-type=module", "-e", ${JSON.stringify(code)}], { stdio: "inherit" });`;

function start(code: string) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return read(child);
}

/** What it and all it started print. `gone` comes when the last of them has ended: each holds the pipe. */
function read(child: ChildProcessByStdio<null, Readable, null>) {
  let text = "";
  const gone = once(child.stdout, "close").then(() => text);
  const ready = new Promise((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk;
      const match = /ready (\d+)/.exec(text);
      if (match) resolve(Number(match[1]));
    });
  });
  return { child, ready, gone, exit: once(child, "exit") };
}

test("a stop signal reaches the child, and the child's exit code comes back", async () => {
  const { child, ready, gone, exit } = start(supervises);
  await ready;
  child.kill("SIGTERM");
  expect(await exit).toEqual([3, null]);
  expect(await gone).toContain("told");
});

test("when whoever started us is killed and passes nothing on, the child is told to stop", async () => {
  const parent = read(
    spawn(process.execPath, ["-e", passesNothingOn(supervises)], { stdio: ["ignore", "pipe", "inherit"] }),
  );
  await parent.ready;
  parent.child.kill("SIGKILL");
  expect(await parent.gone).toContain("told");
});

test("when the supervisor itself is killed, a program that stays notices by itself", async () => {
  const preload = JSON.stringify(["--import", new URL("./stop-with-parent.mjs", import.meta.url).href]);
  const { child, ready, gone } = start(`import { run } from ${url("./child.mjs")};
    await run(${node}, [...${preload}, "-e", ${JSON.stringify(stays)}]);`);
  expect(await ready).toBe(child.pid);
  child.kill("SIGKILL");
  expect(await gone).toContain("told");
});

test("of programs that run together, the first one's end ends the others, and its code is the answer", async () => {
  const { gone, exit } = start(`import { runTogether } from ${url("./child.mjs")};
    process.exitCode = await runTogether([
      { command: ${node}, args: ["-e", ${JSON.stringify(stays)}] },
      { command: ${node}, args: ["-e", "process.exitCode = 4"] },
    ]);`);
  expect(await exit).toEqual([4, null]);
  await gone;
});

test("a program that cannot be started is an error, and leaves nothing behind", async () => {
  const { gone, exit } = start(`import { runTogether } from ${url("./child.mjs")};
    await runTogether([
      { command: ${node}, args: ["-e", ${JSON.stringify(stays)}] },
      { command: "/nowhere/at-all", args: [] },
    ]).catch((error) => console.log(error.code));`);
  expect(await exit).toEqual([0, null]);
  expect(await gone).toContain("ENOENT");
});
