import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

test.each(["goes away", "has no room left"])(
  "[R24] a server goes on when what takes its output %s, also where it has something to say",
  async (how) => {
    const dataDir = mkdtempSync(path.join(tmpdir(), "alcove-pipe-"));
    const stderr = how === "goes away" ? "pipe" : openSync("/dev/full", "w");
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, DATA_DIR: dataDir, PORT: "0" },
      stdio: ["ignore", "pipe", stderr],
    });
    try {
      const url = `http://127.0.0.1:${await portOf(child.stdout)}`;
      child.stdout?.destroy();
      child.stderr?.destroy();
      // Each of these is told on standard error, which is gone.
      for (const name of ["x-forwarded-for", "forwarded"])
        await fetch(`${url}/api/campus`, { headers: { [name]: "10.0.0.1" } });
      for (const host of ["a", "b", "c"])
        await fetch(`${url}/api/auth/sign-out`, {
          method: "POST",
          headers: { origin: `https://${host}.example` },
        });
      const answer = await fetch(`${url}/api/auth/sign-up/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: url },
        body: JSON.stringify({
          name: "Ana",
          email: "ana@else.example",
          password: "lantern-orbit-72-mangrove",
        }),
      });
      expect(answer.status).toBe(200);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      expect(await ended).toEqual([0, null]);
    } finally {
      child.kill("SIGKILL");
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
);

test("[R24] the set-up before the server goes on when nobody reads what it says", async () => {
  const root = new URL("../scripts/root.mjs", import.meta.url);
  const program = `const { say, outliving } = await import(${JSON.stringify(root)}); await import(outliving[1]);
    process.stdin.once("data", () => { say("a"); console.log("b"); setImmediate(() => { say("c"); process.exit(7); }); });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program]);
  child.stdout.destroy();
  child.stderr.destroy();
  child.stdin.write("now");
  expect(await once(child, "exit")).toEqual([7, null]);
});

async function portOf(stdout: NodeJS.ReadableStream | null): Promise<string> {
  let printed = "";
  for (;;) {
    if (stdout === null) throw new Error("no pipe");
    printed += String((await once(stdout, "data"))[0]);
    const port = /localhost:(\d+)/.exec(printed)?.[1];
    if (port !== undefined) return port;
  }
}
