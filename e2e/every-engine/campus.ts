import { test as base, expect } from "@playwright/test";
import type { Role } from "../../shared/policy/roles.ts";
import { rowsInOutboxes } from "../kept-on-device.ts";
import { addPerson, type Person } from "../server-data.ts";
import { type ServerProcess, startServer } from "../server-process.ts";
import { startTcpProxy, type TcpProxy } from "../tcp-proxy.ts";
import { type Engine, type EngineName, engines, type How, type OpenBrowser } from "./engine.ts";
import { type Driver, Screen } from "./screen.ts";

export type EngineOptions = { engineName: EngineName };

/** One person's browser: a tab of it, and its wire to the server. */
export class Visitor extends Screen {
  readonly wire: TcpProxy;

  constructor(driver: Driver, wire: TcpProxy) {
    super(driver);
    this.wire = wire;
  }

  async goto(path: string): Promise<void> {
    await this.driver.goto(this.wire.url + path);
  }

  /** Where the tab is, without the origin. */
  async path(): Promise<string> {
    return new URL(await this.driver.url()).pathname;
  }

  async tab(path: string): Promise<Visitor> {
    return new Visitor(await this.driver.tab(this.wire.url + path), this.wire);
  }

  /** Signs in with the form, and waits until the device has everything it may see. */
  async signIn(person: Person, { shared = false } = {}): Promise<void> {
    await this.fill("E-mail address", person.email);
    await this.fill(/^Password/, person.password);
    if (shared) await this.click("checkbox", "This is a shared computer");
    await this.click("button", /^Sign in$/);
    await this.synced();
  }

  async signOut(person: Person): Promise<void> {
    await this.click("button", `Account of ${person.name}`);
    await this.click("menuitem", "Sign out");
    await this.finds("heading", "Sign in");
  }

  /** Nothing waits on the device, and it says so. */
  async synced(): Promise<void> {
    await this.sees(/^synced$/m);
    await expect.poll(() => this.driver.evaluate(rowsInOutboxes, null), { timeout: 30_000 }).toBe(0);
  }

  /** The service worker has the whole app, and serves this page. */
  async cached(): Promise<void> {
    const served = () =>
      this.driver.evaluate(
        () => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null),
        null,
      );
    await expect.poll(served, { timeout: 30_000 }).toBe(true);
  }

  /** The network goes, and the app has noticed. */
  async offline(): Promise<void> {
    this.wire.cut();
    await this.sees(/offline since/);
  }
}

export type Campus = {
  server: ServerProcess;
  add(role: Role, name: string): Promise<Person>;
  /** A browser with a new profile at this address. */
  visit(path?: string, how?: How): Promise<Visitor>;
};

/** A running campus, met with the engine of the project that runs. */
export const test = base.extend<
  { serverEnv: NodeJS.ProcessEnv; campus: Campus },
  EngineOptions & { engine: Engine }
>({
  engineName: ["chromium", { option: true, scope: "worker" }],
  engine: [
    async ({ engineName }, use) => {
      const engine = engines[engineName]();
      await use(engine);
      await engine.close();
    },
    { scope: "worker" },
  ],
  serverEnv: [{}, { option: true }],
  campus: async ({ engine, serverEnv }, use, testInfo) => {
    testInfo.skip(engine.missing !== null, engine.missing ?? "");
    const server = await startServer(serverEnv);
    const wires: TcpProxy[] = [];
    const browsers: OpenBrowser[] = [];
    await use({
      server,
      add: (role, name) => addPerson(server.dataDir, role, name),
      async visit(path = "/", how) {
        const wire = await startTcpProxy(server.port);
        wires.push(wire);
        const browser = await engine.open(how);
        browsers.push(browser);
        const visitor = new Visitor(browser.driver, wire);
        await visitor.goto(path);
        return visitor;
      },
    });
    for (const browser of browsers) await browser.close();
    for (const wire of wires) await wire.close();
    await server.dispose();
  },
});

export { expect };
