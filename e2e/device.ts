import { type BrowserContext, expect, type Page } from "@playwright/test";
import { waitingOnDevice } from "./kept-on-device.ts";
import type { Person } from "./server-data.ts";
import type { TcpProxy } from "./tcp-proxy.ts";

/** One person's browser, with a wire of its own to the server. */
export class Device {
  context: BrowserContext;
  page: Page;
  readonly wire: TcpProxy;
  readonly person: Person | null;
  private readonly launch: () => Promise<BrowserContext>;

  constructor(parts: {
    context: BrowserContext;
    page: Page;
    wire: TcpProxy;
    person: Person | null;
    launch: () => Promise<BrowserContext>;
  }) {
    this.context = parts.context;
    this.page = parts.page;
    this.wire = parts.wire;
    this.person = parts.person;
    this.launch = parts.launch;
  }

  /** The network goes: what is open breaks, and the browser knows. By then the device has the whole app. */
  async offline(): Promise<void> {
    await this.cached();
    this.wire.cut();
    await this.context.setOffline(true);
    await expect(this.page.getByText(/^offline since/)).toBeVisible();
  }

  /** The network is back; nothing is waited for. */
  async online(): Promise<void> {
    this.wire.restore();
    await this.context.setOffline(false);
  }

  /** Everything this device has is on the server, and the other way round. */
  async synced(page = this.page): Promise<void> {
    // The badge of a tab hears of what was just written a moment later; the outbox knows at once.
    await expect.poll(() => waitingOnDevice(page), { timeout: 20_000 }).toBe(0);
    await expect(page.getByText("synced", { exact: true })).toBeVisible({ timeout: 20_000 });
  }

  /** Waits until the service worker has the whole app and serves this page. */
  async cached(): Promise<void> {
    await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(this.wire.url + path);
  }

  /** Another tab of the same browser. */
  async tab(path: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(this.wire.url + path);
    return page;
  }

  /** Closes the whole browser, as at the end of a day, and opens it again with what it kept. */
  async restarted(path = "/", { offline = false } = {}): Promise<void> {
    await this.context.close();
    this.context = await this.launch();
    if (offline) await this.context.setOffline(true);
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
    await this.goto(path);
  }
}
