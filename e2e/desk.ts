import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContextOptions, test as base, expect } from "@playwright/test";
import { chromium as launchOptions } from "../scripts/chromium-launch.ts";
import type { Role } from "../shared/policy/roles.ts";
import { Device } from "./device.ts";
import { addPerson, type Person } from "./server-data.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

/** A running campus and the people in front of it. */
export type Desk = {
  server: ServerProcess;
  /** An active account. */
  add(role: Role, name: string): Promise<Person>;
  /** A browser of their own, signed in, with everything it may see. */
  enter(person: Person, options?: BrowserContextOptions): Promise<Device>;
  /** The same with a profile on disk, which outlives the browser: an installed app. */
  install(person: Person): Promise<Device>;
  /** A browser with nobody signed in. */
  visit(path: string, options?: BrowserContextOptions): Promise<Device>;
};

export { expect };

export const test = base.extend<{ serverEnv: NodeJS.ProcessEnv; serverMain: string; desk: Desk }>({
  serverEnv: [{}, { option: true }],
  serverMain: ["sync-server/main.ts", { option: true }],
  desk: async ({ browser, playwright, serverEnv, serverMain }, use) => {
    const server = await startServer(serverEnv, serverMain);
    const wires: TcpProxy[] = [];
    const devices: Device[] = [];
    const profiles: string[] = [];

    async function deviceOf(
      person: Person | null,
      launch: () => ReturnType<typeof browser.newContext>,
    ): Promise<Device> {
      const wire = await startTcpProxy(server.port);
      wires.push(wire);
      const context = await launch();
      if (person !== null) {
        const answer = await context.request.post(`${wire.url}/api/auth/sign-in/email`, {
          data: { email: person.email, password: person.password, rememberMe: true },
          headers: { origin: wire.url },
        });
        expect(answer.status(), await answer.text()).toBe(200);
      }
      const page = context.pages()[0] ?? (await context.newPage());
      const device = new Device({ context, page, wire, person, launch });
      devices.push(device);
      return device;
    }

    await use({
      server,
      add: (role, name) => addPerson(server.dataDir, role, name),
      async enter(person, options) {
        const device = await deviceOf(person, () => browser.newContext(options));
        await device.goto("/");
        await device.synced();
        return device;
      },
      async install(person) {
        const profile = mkdtempSync(path.join(tmpdir(), "alcove-e2e-profile-"));
        profiles.push(profile);
        const device = await deviceOf(person, () =>
          playwright.chromium.launchPersistentContext(profile, launchOptions()),
        );
        await device.goto("/");
        await device.synced();
        await device.cached();
        return device;
      },
      async visit(where, options) {
        const device = await deviceOf(null, () => browser.newContext(options));
        await device.goto(where);
        return device;
      },
    });

    for (const device of devices) await device.context.close();
    for (const wire of wires) await wire.close();
    await server.dispose();
    for (const profile of profiles) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  },
});
