import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Role } from "../shared/policy/roles.ts";
import { type Accounts, createAccounts } from "../sync-server/accounts/accounts.ts";
import { type Db, databasePath, openDatabase } from "../sync-server/accounts/database.ts";
import { hashGated } from "../sync-server/accounts/password-work.ts";
import { addPerson } from "../sync-server/accounts/people.ts";
import { readConfig } from "../sync-server/config.ts";
import { type ConnectOptions, TestDevice } from "../sync-server/sync/test-device.ts";
import { Honest } from "./honest.ts";
import { HostileSocket } from "./hostile-socket.ts";
import type { LoopDelay } from "./loop-delay.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";
import { type SignedIn, signIn } from "./sign-in.ts";
import { Truth } from "./truth.ts";

/** How thorough a run is: `small` is for `npm test`, `full` for the command, `long` for a night. */
export type Scale = "small" | "full" | "long";

/** A running server under attack: in a process of its own, on a data folder that goes with it, with honest people at work. */
export type Target = {
  url: string;
  port: number;
  pid: number;
  dataDir: string;
  scale: Scale;
  /** Every choice an attack makes by chance comes from this. */
  seed: number;
  /** People who mean well: their tickets must stay as they are, and they must be able to work. */
  honest: Honest;
  /** The server's database, read-only. */
  truth: Truth;
  /** Adds an active person beside the server and signs them in over HTTP. */
  add(role: Role, name?: string): Promise<SignedIn>;
  /** Signs somebody in once more. */
  signIn(who: SignedIn): Promise<SignedIn>;
  /** Changes an account as another process would; the server learns of it within half a second. */
  accounts<Result>(work: (accounts: Accounts) => Promise<Result> | Result): Promise<Result>;
  /** A client that speaks the protocol, and can be made to say anything on it. */
  device(who: SignedIn, options?: ConnectOptions): Promise<TestDevice>;
  /** A bare WebSocket on a path of one's choosing. */
  socket(path: string, who: SignedIn | null, headers?: Record<string, string>): HostileSocket;
  /** Sets how far the server's clock is ahead, in ms. */
  setAhead(ms: number): Promise<void>;
  /** How long the server's event loop was held since this was last asked. */
  loopDelay(): Promise<LoopDelay>;
  running(): boolean;
  /** What the server has printed to standard error. */
  complaints(): string;
  /** Ends the sockets opened since the last call. */
  hangUp(): void;
  stop(): Promise<void>;
};

/** @param env settings of the server beside its defaults */
export async function startTarget({
  scale = "full",
  seed,
  env = {},
}: {
  scale?: Scale;
  seed: number;
  env?: NodeJS.ProcessEnv;
}): Promise<Target> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "alcove-attack-"));
  const server = await startServerProcess(dataDir, env);
  const db = openDatabase(databasePath(dataDir), { mustExist: true });
  const accounts = await createAccounts({
    db,
    config: readConfig({ DATA_DIR: dataDir }),
    secrets: { authSecret: null },
  });
  const target = targetOf({ dataDir, server, db, accounts, scale, seed });
  await target.honest.start(target);
  return target;
}

type Parts = {
  dataDir: string;
  server: ServerProcess;
  db: Db;
  accounts: Accounts;
  scale: Scale;
  seed: number;
};

function targetOf({ dataDir, server, db, accounts, scale, seed }: Parts): Target {
  const url = `http://127.0.0.1:${server.port}`;
  const open = new Set<{ cut(): void }>();
  const truth = new Truth(dataDir);
  const honest = new Honest();
  let people = 0;
  return {
    url,
    port: server.port,
    pid: server.pid,
    dataDir,
    scale,
    seed,
    honest,
    truth,
    add: async (role, name = role) => {
      const number = ++people;
      const email = `${name.toLowerCase().replace(/[^a-z]+/g, "-")}-${number}@campus.example`;
      const person = addPerson(db, {
        name: `${name} ${number}`,
        email,
        role,
        passwordHash: await passwordHash,
      });
      return signIn(url, person, password);
    },
    signIn: ({ person }) => signIn(url, person, password),
    accounts: async (work) => work(accounts),
    device: async (who, options) => {
      const device = new TestDevice({ port: server.port, ...who }, options);
      open.add(device);
      if (options?.greet !== false) await device.caughtUp();
      return device;
    },
    socket: (at, who, headers = {}) => {
      const socket = new HostileSocket(server.port, at, { ...who?.headers, ...headers });
      open.add(socket);
      return socket;
    },
    setAhead: server.setAhead,
    loopDelay: server.loopDelay,
    running: server.running,
    complaints: server.complaints,
    hangUp: () => {
      for (const each of open) each.cut();
      open.clear();
    },
    stop: async () => {
      honest.stop();
      for (const each of open) each.cut();
      truth.close();
      accounts.close();
      db.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Of everybody here; nobody else can reach the server. Hashing costs a tenth of a second, so it is done once. */
export const password = "correct horse battery";
const passwordHash = hashGated(password);
