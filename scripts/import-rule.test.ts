import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./root.mjs";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "alcove-imports-"));
  const { vcs: _, ...config } = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  writeFileSync(join(folder, "biome.json"), JSON.stringify(config));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What the project's import rule says of this code, were it in that file. */
function lint(file: string, code: string) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), code);
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "lint", "--only=style/noRestrictedImports", "--colors=off", file];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  // Lint must have read the file: silence about a file it skipped would prove nothing.
  expect(stdout + stderr).toContain("Checked 1 file");
  return stderr;
}

const importing = (from: string) => `import { x } from "${from}";\nconsole.log(x);\n`;

test.each([
  ["shared/ticket/fold.ts", "../../client/replica/base.ts", "shared/ runs on the device and on the server"],
  [
    "shared/policy/roles.ts",
    "../../sync-server/store/store.ts",
    "shared/ runs on the device and on the server",
  ],
  ["sync-server/sync/guard.ts", "../../client/sync/machine.ts", "sync-server/ imports only shared/"],
  ["client/main.tsx", "../sync-server/config.ts", "client/ imports only shared/"],
  ["client/shell/layout.tsx", "../../sync-server/config.ts", "client/ imports only shared/"],
  ["client/queue/queue.tsx", "../../sync-server/config.ts", "client/ imports only shared/"],
  ["client/queue/queue.tsx", "../ticket/ticket.tsx", "Features do not import each other"],
  ["client/queue/rows/row.tsx", "../../chat/message.tsx", "Features do not import each other"],
  ["client/ui/badge.tsx", "../tray/tray.tsx", "Features do not import each other"],
])("%s may not import %s: %s", (file, from, because) => {
  expect(lint(file, importing(from))).toContain(because);
});

test("a dynamic import and a re-export are imports too", () => {
  const because = "Features do not import each other";
  expect(lint("client/queue/a.tsx", 'await import("../ticket/ticket.tsx");\n')).toContain(because);
  expect(lint("client/queue/b.tsx", 'export { x } from "../ticket/ticket.tsx";\n')).toContain(because);
});

test.each([
  ["client/queue/queue.tsx", "../../shared/ticket/fold.ts"],
  ["client/queue/queue.tsx", "../ui/badge.tsx"],
  ["client/queue/queue.tsx", "./rows/row.tsx"],
  ["client/shell/routes.tsx", "../ticket/ticket.tsx"],
  ["sync-server/sync/guard.ts", "../../shared/log/decode.ts"],
  ["sync-server/accounts/auth.ts", "better-auth/client/plugins"],
])("%s may import %s", (file, from) => {
  expect(lint(file, importing(from))).not.toContain("noRestrictedImports");
});
