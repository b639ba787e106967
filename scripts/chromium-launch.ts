import { existsSync } from "node:fs";

const debian = "/usr/bin/chromium";

/** Needed where tests run as root in a container; the rest stops Chromium from calling home during a test. */
const flags = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * How tests launch Chromium, in Playwright's own words (`launchOptions`).
 * Without `CHROMIUM_PATH` and without the system's Chromium, Playwright takes the one in its own cache.
 */
export function chromium(env: NodeJS.ProcessEnv = process.env): { executablePath?: string; args: string[] } {
  const path = env.CHROMIUM_PATH || (existsSync(debian) ? debian : undefined);
  return path === undefined ? { args: flags } : { executablePath: path, args: flags };
}
