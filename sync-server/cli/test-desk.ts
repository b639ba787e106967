import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runCommand } from "./run.ts";

/** A data folder for tests, and the command line on it. */
export class TestDesk {
  readonly folder = mkdtempSync(path.join(tmpdir(), "alcove-cli-"));
  readonly dataDir = path.join(this.folder, "data");

  async run(argv: string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}) {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCommand(argv, {
      env: { DATA_DIR: this.dataDir, ...options.env },
      readInput: async () => options.input ?? "",
      out: (line) => void out.push(line),
      err: (line) => void err.push(line),
    });
    return { code, out, err };
  }

  add(email: string, role: string, password: string) {
    const argv = ["user", "add", "--email", email, "--name", email, "--role", role, "--password-stdin"];
    return this.run(argv, { input: `${password}\n` });
  }

  async people(): Promise<{ email: string; role: string; status: string }[]> {
    const { out } = await this.run(["user", "list", "--json"]);
    return JSON.parse(out.join("\n"));
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
