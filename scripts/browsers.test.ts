import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { findChromium, findFirefox, findProxies, inSystem, known } from "./browsers.mjs";

function folderWith(...names: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "alcove-path-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of names) writeFileSync(join(folder, name), "");
  return folder;
}

test("the first browser in PATH is taken", () => {
  const first = folderWith("chrome-of-another-name");
  const second = folderWith("google-chrome");
  const third = folderWith("chromium");
  expect(inSystem(known.chromium, ["", first, second, third].join(delimiter))).toBe(
    join(second, "google-chrome"),
  );
});

test.each([
  ["CHROMIUM_PATH", findChromium],
  ["FIREFOX_PATH", findFirefox],
])("%s wins over everything, and an error names it where there is nothing", async (variable, find) => {
  const path = join(folderWith("mine"), "mine");
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv(variable, path);
  expect(await find(process.execPath)).toBe(path);
  vi.stubEnv(variable, "/nowhere/browser");
  await expect(find(process.execPath)).rejects.toThrow("/nowhere/browser");
});

/** Only what is in this folder is installed; `uid` is who runs the tests. */
function onlyIn(folder: string, uid: number) {
  vi.stubEnv("PATH", folder);
  vi.stubEnv("CI", "1");
  vi.spyOn(process, "getuid").mockReturnValue(uid);
  const elsewhere = known.proxies.map((proxy) => proxy.elsewhere.splice(0));
  onTestFinished(() => {
    for (const [index, proxy] of known.proxies.entries()) proxy.elsewhere.push(...(elsewhere[index] ?? []));
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
}

test("of proxies that are here nothing is said", async () => {
  onlyIn(folderWith("nginx", "caddy"), 1_000);
  expect(await findProxies()).toBeUndefined();
});

test.each([
  [["nginx"], /^no test runs behind caddy: .*apt-get install caddy\)$/],
  [[], /^no test runs behind nginx or caddy: .*apt-get install nginx caddy\)$/],
])(
  "where nothing can be installed and only %j is here, one line says what is missing",
  async (here, line) => {
    onlyIn(folderWith(...here), 1_000);
    await expect(findProxies()).rejects.toThrow(line);
  },
);

test.skipIf(!existsSync("/usr/bin/apt-get"))(
  "root on Debian installs each proxy that can be had",
  async () => {
    const folder = folderWith("apt-get");
    // Stands in for apt-get: it has every package but Caddy.
    const script = `#!/bin/sh\n[ "$3" = caddy ] && exit 100\n[ "$1" = update ] || : > "${folder}/$3"\n`;
    writeFileSync(join(folder, "apt-get"), script);
    chmodSync(join(folder, "apt-get"), 0o755);
    onlyIn(folder, 0);
    await expect(findProxies()).rejects.toThrow(/^no test runs behind caddy: /);
    expect(existsSync(join(folder, "nginx"))).toBe(true);
  },
);
