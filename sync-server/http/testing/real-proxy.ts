import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** Where Debian and the others put them. */
const folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"];

/** The program of this name; null where it is not installed. */
export function programOf(name: "nginx" | "caddy"): string | null {
  return folders.map((folder) => path.join(folder, name)).find(existsSync) ?? null;
}

/** A proxy that runs, in a folder of its own. */
export type RealProxy = { stop(): Promise<void> };

/**
 * nginx with one `location /` on a port of loopback.
 * @param location the directives inside it
 */
export function startNginx(program: string, port: number, location: string): Promise<RealProxy> {
  const config = (folder: string) => `
    daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
    events {}
    http {
      access_log off;
      ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((of) => `${of}_temp_path ${folder}/${of};`).join(" ")}
      map $http_upgrade $connection_upgrade { default upgrade; '' close; }
      server { listen 127.0.0.1:${port}; location / { ${location} } }
    }`;
  return start(program, port, "nginx.conf", config, (file, folder) => ["-p", folder, "-c", file]);
}

/** Caddy with one site on a port of loopback. @param site the directives inside it */
export function startCaddy(program: string, port: number, site: string): Promise<RealProxy> {
  const config = () =>
    `{\n admin off\n auto_https off\n}\nhttp://127.0.0.1:${port}, http://localhost:${port} {\n ${site}\n}\n`;
  return start(program, port, "Caddyfile", config, (file) => [
    "run",
    "--adapter",
    "caddyfile",
    "--config",
    file,
  ]);
}

async function start(
  program: string,
  port: number,
  name: string,
  config: (folder: string) => string,
  args: (file: string, folder: string) => string[],
): Promise<RealProxy> {
  const folder = mkdtempSync(path.join(tmpdir(), "alcove-proxy-"));
  const file = path.join(folder, name);
  writeFileSync(file, config(folder));
  const env = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, HOME: folder };
  const child = spawn(program, args(file, folder), { stdio: ["ignore", "ignore", "pipe"], env });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  await listening(port, child, () => said);
  return {
    stop: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves once somebody answers at the port. */
async function listening(port: number, child: ChildProcess, said: () => string): Promise<void> {
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`the proxy ended: ${said()}`);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => setImmediate(resolve, false));
    socket.once("close", () => socket.destroy()).once("connect", () => socket.end());
  });
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
