import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Role } from "../../shared/policy/roles.ts";
import type { Person } from "../accounts/person.ts";
import { readConfig } from "../config.ts";
import { type Context, createContext } from "../context.ts";
import { type ConnectOptions, TestDevice } from "./test-device.ts";

const password = "correct horse battery";

/** Somebody with an account who is signed in; `headers` prove it. */
export type SignedIn = { person: Person; headers: { authorization: string } };

/** The real server on a port and a data folder of its own. */
export type TestDesk = {
  context: Context;
  port: number;
  dataDir: string;
  /** Everything that the server reported as an error. */
  errors: unknown[];
  /** Moves the server's clock, in ms. */
  pass(ms: number): void;
  add(role: Role, name?: string): Promise<SignedIn>;
  signIn(person: Person): Promise<SignedIn>;
  connect(who: SignedIn, options?: ConnectOptions): Promise<TestDevice>;
  stop(): Promise<void>;
};

let made = 0;

/** @param database the SQLite file to start on; a new one without it */
export async function startDesk(database?: Uint8Array): Promise<TestDesk> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "alcove-sync-"));
  if (database !== undefined) writeFileSync(path.join(dataDir, "alcove.db"), database, { mode: 0o600 });
  let ahead = 0;
  const errors: unknown[] = [];
  const context = await createContext(
    readConfig({ DATA_DIR: dataDir, PORT: "0" }),
    { authSecret: null },
    { now: () => Date.now() + ahead, onError: (error) => errors.push(error) },
  );
  const port = await context.listen();
  const devices: TestDevice[] = [];

  const signIn = (person: Person) => signInAt(port, person);
  return {
    context,
    port,
    dataDir,
    errors,
    signIn,
    pass: (ms) => {
      ahead += ms;
    },
    add: async (role, name = `${role} ${++made}`) => {
      const email = `${name.replaceAll(" ", "-")}-${++made}@campus.example`;
      return signIn(await context.accounts.add({ name, email, role, password }));
    },
    connect: async (who, options) => {
      const device = new TestDevice({ port, ...who }, options);
      devices.push(device);
      if (options?.greet !== false) await device.caughtUp();
      return device;
    },
    stop: async () => {
      for (const device of devices) device.cut();
      await context.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Signs in over HTTP, as anybody would. */
export async function signInAt(port: number, person: Person): Promise<SignedIn> {
  return { person, headers: { authorization: `Bearer ${await tokenOf(port, person)}` } };
}

async function tokenOf(port: number, { email }: Person): Promise<string> {
  const origin = `http://127.0.0.1:${port}`;
  const response = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const [cookie] = response.headers.getSetCookie().filter((line) => line.includes("session_token="));
  const token = /session_token=([^;]+)/.exec(cookie ?? "")?.[1];
  if (token === undefined) throw new Error(`sign-in answered ${response.status}`);
  return decodeURIComponent(token);
}

export { password as testPassword };
