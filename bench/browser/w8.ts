import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { startServer } from "../../e2e/server-process.ts";
import { chromium as launchOptions } from "../../scripts/chromium-launch.ts";
import { changeRequests } from "../campus/change-requests.ts";
import { type Campus, campusPassword, makeCampus } from "../campus/make-campus.ts";
import { browserCpuMs } from "./browser-cpu.ts";
import { markPage, type PageMarks } from "./page-marks.ts";
import { bearerOf, catchUp } from "./protocol-device.ts";

export type W8Options = {
  /** Open tickets that the counselor can read; each is two documents. */
  tickets: number;
  /** Documents that change while the device is away. */
  changed: number;
  seed: number;
  /** Folder for Chromium's CPU profile of each part. */
  profileInto?: string;
};

/** A device in a real browser. Times in ms, as a person at the screen sees them; bytes of the socket's messages. */
export type W8Result = {
  tickets: number;
  changed: number;
  firstSync: { connectedMs: number; rowsMs: number; syncedMs: number; bytesDown: number; sockets: number };
  /** `caughtUpMs` from the socket's opening; `startMs` from the page's. */
  dayBehind: { caughtUpMs: number; startMs: number; bytesDown: number; bytesUp: number };
  /** `firstByteMs` is the browser's and the service worker's part of both others. */
  coldStart: { firstByteMs: number; rowsMs: number; openedMs: number };
  /** The same two catch-ups by a client that stores nothing: the server's and the wire's part of them. */
  protocol: { firstSyncMs: number; dayBehindMs: number };
  /** CPU of all the browser's processes from its start to the end of each part, ms; null where it cannot be read. */
  browserCpu: { firstSyncMs: number | null; dayBehindMs: number | null; coldStartMs: number | null };
};

/** How long any one part may take before the run fails. Ms. */
const partWithinMs = 180_000;

/** W8: first sync, a day behind, and a cold start with no network, of a counselor with thousands of open tickets. */
export async function runW8(options: W8Options): Promise<W8Result> {
  const folder = mkdtempSync(path.join(tmpdir(), "alcove-w8-"));
  const dataDir = path.join(folder, "data");
  const device = new Device(path.join(folder, "profile"));
  try {
    const campus = await makeCampus(dataDir, { ...options, messagesPer: 0 });
    const server = await startServer({ DATA_DIR: dataDir });
    try {
      const origin = `http://127.0.0.1:${server.port}`;
      const firstSync = await measureFirstSync(await device.start(), origin, campus, options);
      const firstSyncMs = device.cpuMs();
      await device.stop();
      const bearer = await bearerOf(origin, campus.counselor.email, campusPassword);
      const first = await catchUp(origin, bearer, { cursor: 0, serverId: null });
      await server.stop();
      const every = Math.max(1, Math.floor(options.tickets / options.changed));
      const away = campus.ticketIds.filter((_, index) => index % every === 0).slice(0, options.changed);
      await changeRequests(dataDir, away, options.seed);
      await server.start();
      const later = await catchUp(origin, bearer, first.at);
      if (later.updates !== away.length) throw new Error(`${later.updates} updates in a day`);
      const protocol = { firstSyncMs: first.ms, dayBehindMs: later.ms };
      const dayBehind = await measureDayBehind(await device.start(), origin, options);
      const dayBehindMs = device.cpuMs();
      await device.stop();
      await server.stop();
      const coldStart = await measureColdStart(await device.start(), origin, options);
      const browserCpu = { firstSyncMs, dayBehindMs, coldStartMs: device.cpuMs() };
      return {
        tickets: options.tickets,
        changed: options.changed,
        firstSync,
        dayBehind,
        coldStart,
        protocol,
        browserCpu,
      };
    } finally {
      await server.dispose();
    }
  } finally {
    await device.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A browser that keeps its profile when it is closed. */
class Device {
  private readonly profile: string;
  private browser: BrowserContext | null = null;

  constructor(profile: string) {
    this.profile = profile;
  }

  async start(): Promise<BrowserContext> {
    this.browser = await chromium.launchPersistentContext(this.profile, launchOptions());
    return this.browser;
  }

  /** CPU since it was started, the browser's own start included. */
  cpuMs(): number | null {
    return browserCpuMs(this.profile);
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    this.browser = null;
  }
}

async function measureFirstSync(
  browser: BrowserContext,
  origin: string,
  { counselor }: Campus,
  options: W8Options,
): Promise<W8Result["firstSync"]> {
  const page = await pageOf(browser, false);
  await page.goto(`${origin}/sign-in`);
  // A device that has the whole app: fetching it is another figure.
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.getByLabel("E-mail address").fill(counselor.email);
  await page.getByLabel("Password", { exact: true }).fill(campusPassword);
  const button = page.getByRole("button", { name: "Sign in", exact: true });
  const { marks } = await profiled(page, options, "first-sync", async () => {
    await button.click();
    return until(page, (seen) => seen.synced !== null);
  });
  const from = required(marks.submitted);
  const rowsMs = required(marks.rows) - from;
  const connectedMs = required(marks.connected) - from;
  return {
    connectedMs,
    rowsMs,
    syncedMs: required(marks.synced) - from,
    bytesDown: marks.bytesDown,
    sockets: marks.sockets,
  };
}

async function measureDayBehind(
  browser: BrowserContext,
  origin: string,
  options: W8Options,
): Promise<W8Result["dayBehind"]> {
  const page = await pageOf(browser, false);
  const { marks } = await profiled(page, options, "day-behind", async () => {
    await page.goto(`${origin}/queue`);
    return until(page, (seen) => seen.synced !== null && seen.rows !== null);
  });
  const startMs = required(marks.synced);
  const { bytesDown, bytesUp } = marks;
  return { caughtUpMs: startMs - required(marks.connected), startMs, bytesDown, bytesUp };
}

async function measureColdStart(
  browser: BrowserContext,
  origin: string,
  options: W8Options,
): Promise<W8Result["coldStart"]> {
  await browser.setOffline(true);
  const page = await pageOf(browser, true);
  const { marks } = await profiled(page, options, "cold-start", async () => {
    await page.goto(`${origin}/queue`);
    return until(page, (seen) => seen.opened !== null);
  });
  return { firstByteMs: marks.firstByte, rowsMs: required(marks.rows), openedMs: required(marks.opened) };
}

async function pageOf(browser: BrowserContext, click: boolean): Promise<Page> {
  const page = browser.pages()[0] ?? (await browser.newPage());
  // The renderer is there and warm: its start is Chromium's own.
  await page.goto("about:blank");
  await page.addInitScript(markPage, click);
  return page;
}

async function until(page: Page, reached: (marks: PageMarks) => boolean): Promise<PageMarks> {
  const deadline = Date.now() + partWithinMs;
  for (;;) {
    const marks = await page.evaluate(() => (window as unknown as { pageMarks: PageMarks }).pageMarks);
    if (reached(marks)) return marks;
    if (Date.now() > deadline) throw new Error(`never reached; the page saw ${JSON.stringify(marks)}`);
    // The page notes its times itself; looking rarely costs it least.
    await page.waitForTimeout(250);
  }
}

async function profiled(
  page: Page,
  { profileInto }: W8Options,
  name: string,
  part: () => Promise<PageMarks>,
): Promise<{ marks: PageMarks }> {
  if (profileInto === undefined) return { marks: await part() };
  const session = await page.context().newCDPSession(page);
  await session.send("Profiler.enable");
  await session.send("Profiler.setSamplingInterval", { interval: 500 });
  await session.send("Profiler.start");
  const marks = await part();
  const { profile } = await session.send("Profiler.stop");
  writeFileSync(path.join(profileInto, `${name}.cpuprofile`), JSON.stringify(profile));
  return { marks };
}

function required(mark: number | null): number {
  if (mark === null) throw new Error("the page never came so far");
  return mark;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      tickets: { type: "string", default: "5000" },
      changed: { type: "string", default: "50" },
      seed: { type: "string", default: "1" },
      profile: { type: "string" },
    },
  });
  const result = await runW8({
    tickets: Number(values.tickets),
    changed: Number(values.changed),
    seed: Number(values.seed),
    ...(values.profile === undefined ? {} : { profileInto: values.profile }),
  });
  console.log(JSON.stringify(result, null, 2));
}
