import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type Accounts, createAccounts } from "./accounts/accounts.ts";
import { type Db, databasePath, openDatabase } from "./accounts/database.ts";
import { authSecret } from "./accounts/secret.ts";
import { createAttachments } from "./attachments/attachments.ts";
import type { Config, GivenSecrets } from "./config.ts";
import { atFirstUse } from "./first-use.ts";
import { StorageHealth } from "./health/storage-health.ts";
import { watchFront } from "./http/front.ts";
import { createWorker, type Schedule, type Worker } from "./jobs/worker.ts";
import { createMeetings } from "./meetings/meetings.ts";
import { createNotifications } from "./notifications/notifications.ts";
import { checkPages, type PageCheck } from "./store/page-check.ts";
import { closeToOthers, isOpenFolder, sentencesOn } from "./store/private-files.ts";
import { migrateStore } from "./store/schema.ts";
import { acquireServingLock, type ServingLock } from "./store/serving-lock.ts";
import { logBrokenRows } from "./store/sound-rows.ts";
import { createSqliteStore } from "./store/sqlite-store.ts";
import { DamagedPages } from "./store/trouble.ts";
import { probeWriting } from "./store/write-probe.ts";
import { Allowances } from "./sync/allowances.ts";
import { Compactor, compactEveryMs } from "./sync/compactor.ts";
import type { Desk } from "./sync/desk.ts";
import { DeviceLedger } from "./sync/device-ledger.ts";
import { endExpiredAccess, expireEveryMs } from "./sync/expiry.ts";
import { Holders } from "./sync/holders.ts";
import { Hub } from "./sync/hub.ts";
import { Presence } from "./sync/presence.ts";
import { Reads } from "./sync/reads.ts";
import { admitSockets } from "./sync/upgrade.ts";
import { createWriter } from "./sync/writer.ts";

// Imported, node:http would have all its names read for its module, `http.WebSocket` too, which loads undici: 35 ms, 14 MB.
const { createServer } = process.getBuiltinModule("node:http");

/** How long after listening the pages and the API are loaded, in ms, if nobody asked for them: devices come back first. */
const webAfterMs = 1_000;
/** How long after the start the database is looked through, for what is damaged and what is to be joined, in ms: whoever waits for the server goes first. */
const checkAfterMs = 2_000;
/** And how often from then on, in ms: what a disk loses meanwhile is found while its backup is still kept. */
const checkEveryMs = 24 * 3_600_000;
/** Milliseconds the end of serving may take before what is still open is cut. */
const stopWithinMs = 4_000;

export type Context = {
  accounts: Accounts;
  desk: Desk;
  worker: Worker;
  server: Server;
  /** Resolves with the port in use. @throws when the port is taken */
  listen(): Promise<number>;
  /** Stops accepting, finishes commits, tells clients, closes the database. */
  stop(): Promise<void>;
};

/** Another process serves this folder; two would judge against each other's past. */
export class AlreadyServed extends Error {}

/** The composition root: everything the server is made of, on one database file. @throws AlreadyServed */
export async function createContext(
  config: Config,
  secrets: GivenSecrets,
  {
    now = Date.now,
    onError: log = (error: unknown) => console.error(error),
    random = Math.random,
    schedule = realSchedule,
    say = (text: string) => console.warn(text),
  } = {},
): Promise<Context> {
  const lock = acquireServingLock(config.dataDir);
  if (lock === null) throw new AlreadyServed(`Another Alcove serves ${config.dataDir} already.`);
  const storage = new StorageHealth(now, closeDesk);
  const onError = (error: unknown): void => {
    if (storage.notice(error)) log(error);
  };
  for (const sentence of sentencesOn(closeToOthers(config.dataDir, { deep: false }), config.dataDir))
    say(sentence);
  if (isOpenFolder(config.dataDir))
    say(`Other users of this machine can look into ${config.dataDir}: run chmod 700 on it.`);
  const db = openedOrUnlocked(databasePath(config.dataDir), lock);
  logBrokenRows(db, onError);
  const accounts = await createAccounts({ db, config, secrets, onError });
  migrateStore(db);
  const store = createSqliteStore(db);

  const hub = new Hub(now, onError);
  let committedSteps = 0;
  const writer = createWriter({
    store,
    personOf: accounts.person,
    now,
    onError,
    onCommitted: (committed) => {
      storage.stored();
      committedSteps += committed.length;
      hub.committed(committed);
      holders.committed(committed);
      for (const { step } of committed) if ("doc" in step) compactor.wrote(step.doc);
      if (committed.some(({ step }) => step.kind === "append" && step.jobs.length > 0)) wake();
    },
  });
  hub.lastSeq = (await store.identity()).seq;
  const ledger = new DeviceLedger(store, onError);
  const desk: Desk = {
    store,
    writer,
    hub,
    presence: new Presence(),
    reads: new Reads(now),
    allowances: new Allowances(now),
    ledger,
    accounts,
    now,
    onError,
  };
  const compactor = new Compactor(desk);
  const holders = new Holders(desk);
  const unlisten = accounts.on((event) => {
    hub.accountChanged(event);
    holders.accountChanged(event);
  });

  // The key that seals and derives: the one that signs the cookies, under labels of their own.
  const secret = authSecret(config.dataDir, secrets.authSecret);
  const meetings = createMeetings({ db, desk, accounts, config, secrets, secret, wake });
  const attachments = createAttachments({ db, desk, accounts, config });
  const notifications = createNotifications({ db, desk, accounts, config, secrets, secret, wake });
  const worker: Worker = createWorker({
    store,
    handlers: { ...meetings.handlers, ...notifications.handlers, ...attachments.handlers },
    now,
    random,
    schedule,
    onError,
  });
  function wake(): void {
    worker.wake();
  }
  const front = watchFront(config, { dataDir: config.dataDir, say, now });
  const web = atFirstUse(async () => {
    const { createWeb } = await import("./web.ts");
    const areas = [meetings.routes, notifications.routes, attachments.routes];
    return createWeb({
      db,
      desk,
      holders,
      accounts,
      config,
      storage,
      front,
      areas,
      storesAgain,
      committedSteps: () => committedSteps,
      accountMail: notifications.accountMail,
      wake,
    });
  });
  const server = createServer((request, response) => void answer(request, response));
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const handle = await web();
      handle(request, response);
    } catch (error) {
      onError(error);
      if (!response.headersSent) response.writeHead(503);
      response.end();
    }
  }
  const stopAdmitting = admitSockets(server, {
    desk,
    accounts,
    config,
    front,
    closed: () => storage.state.state === "damaged",
  });
  let check: PageCheck | null = null;
  async function lookThroughPages(): Promise<void> {
    check ??= checkPages(databasePath(config.dataDir));
    const found = await check.verdict.finally(() => {
      check = null;
    });
    if (found !== null) onError(new DamagedPages(found));
  }
  const timers = [
    setTimeout(() => lookThroughPages().catch(onError), checkAfterMs),
    setInterval(() => lookThroughPages().catch(onError), checkEveryMs),
    setInterval(() => endExpiredAccess(desk).catch(onError), expireEveryMs),
    setInterval(() => holders.retry(), expireEveryMs),
    setTimeout(() => compactor.lookAround().catch(onError), checkAfterMs),
    setInterval(() => compactor.lookAround().catch(onError), compactEveryMs),
  ];

  /** Nothing is read from or written to a damaged database any more: what it gave could be wrong. */
  function closeDesk(): void {
    for (const timer of timers) clearInterval(timer);
    writer.stop();
    worker.stop().catch(onError);
    hub.closeAll(1012, "unavailable");
  }

  /** Whoever asks while nothing could be stored has it tried: the first push after the trouble may be hours away. */
  async function storesAgain(): Promise<void> {
    const { state } = storage;
    if (state.state === "sound") return;
    if (state.state === "damaged") throw new Error(state.advice);
    try {
      probeWriting(db);
      storage.stored();
    } catch (error) {
      onError(error);
      throw new Error(state.advice);
    }
  }

  return {
    accounts,
    desk,
    worker,
    server,
    listen: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(config.port, config.host, () => {
          worker.start();
          holders.start();
          timers.push(setTimeout(() => web().catch(onError), webAfterMs));
          attachments.start();
          const address = server.address();
          resolve(typeof address === "object" && address !== null ? address.port : config.port);
        });
      }),
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const cut = setTimeout(() => server.closeAllConnections(), stopWithinMs);
      await check?.stop();
      await worker.stop();
      await holders.idle();
      await attachments.stop();
      notifications.stop();
      writer.stop();
      await writer.idle();
      await compactor.idle();
      hub.closeAll(1012, "restarting");
      stopAdmitting();
      server.closeIdleConnections();
      await closed;
      clearTimeout(cut);
      await writer.idle();
      await ledger.flush();
      unlisten();
      accounts.close();
      await store.close();
      lock.release();
    },
  };
}

/** A folder that this version must not serve stays free for one that may. */
function openedOrUnlocked(file: string, lock: ServingLock): Db {
  try {
    return openDatabase(file);
  } catch (error) {
    lock.release();
    throw error;
  }
}

const realSchedule: Schedule = (callback, afterMs) => {
  const timer = setTimeout(callback, afterMs);
  return () => clearTimeout(timer);
};
