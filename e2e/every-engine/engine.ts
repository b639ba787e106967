import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, firefox } from "@playwright/test";
import { chromium as chromiumOptions } from "../../scripts/chromium-launch.ts";
import { type Display, openDisplay } from "./display.ts";
import { playwrightDriver } from "./playwright-driver.ts";
import type { Driver } from "./screen.ts";
import { openWebKit } from "./webkit-driver.ts";
import { openPlainWebKit } from "./webkit-plain.ts";

export type EngineName = "chromium" | "firefox" | "webkit";
export type Size = { width: number; height: number };
/** `plain`: with no WebDriver, in WebKit; the other engines have one way. */
export type How = { size?: Size; plain?: boolean };
export type OpenBrowser = { driver: Driver; close(): Promise<void> };

/** What runs people's browsers, each with a profile of its own. It starts with the first browser. */
export type Engine = {
  name: EngineName;
  /** Why it cannot run here; null where it can. */
  missing: string | null;
  open(how?: How): Promise<OpenBrowser>;
  close(): Promise<void>;
};

/** `npm test` names the programs, or none; Debian's where the journeys are started without it. */
const firefoxPath = process.env.FIREFOX_PATH ?? "/usr/bin/firefox-esr";
const webkitPath = process.env.WEBKIT_DRIVER_PATH ?? "/usr/bin/WebKitWebDriver";
const desktop: Size = { width: 1280, height: 900 };

export const engines: Record<EngineName, () => Engine> = {
  chromium: () => playwrightEngine("chromium", null, () => chromium.launch(chromiumOptions())),
  firefox: () =>
    playwrightEngine("firefox", existsSync(firefoxPath) ? null : "Firefox is not installed", () =>
      firefox.launch({
        channel: "moz-firefox",
        executablePath: fileURLToPath(new URL("firefox-bidi.mjs", import.meta.url)),
        env: { ...process.env, FIREFOX_PATH: firefoxPath },
      }),
    ),
  webkit: webkitEngine,
};

function playwrightEngine(name: EngineName, missing: string | null, launch: () => Promise<Browser>): Engine {
  let browser: Promise<Browser> | null = null;
  return {
    name,
    missing,
    async open({ size: viewport = desktop } = {}) {
      browser ??= launch();
      const context = await (await browser).newContext({ viewport });
      return { driver: playwrightDriver(await context.newPage()), close: () => context.close() };
    },
    async close() {
      await (await browser)?.close();
    },
  };
}

function webkitEngine(): Engine {
  let display: Promise<Display> | null = null;
  return {
    name: "webkit",
    missing: existsSync(webkitPath) ? null : "WebKitGTK's WebDriver is not installed",
    async open({ size = desktop, plain = false } = {}) {
      display ??= openDisplay();
      const place = { display: (await display).name, size };
      return plain ? openPlainWebKit(place) : openWebKit({ program: webkitPath, ...place });
    },
    async close() {
      (await display)?.close();
    },
  };
}
