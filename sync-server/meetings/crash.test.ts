import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Draft } from "../../shared/entries/entry.ts";
import { parseEntry } from "../../shared/entries/entry.ts";
import { type DocKind, docName } from "../../shared/log/doc-name.ts";
import { readLog } from "../../shared/log/read-log.ts";
import { databasePath, openDatabase } from "../accounts/database.ts";
import { readConfig, readSecrets } from "../config.ts";
import { createContext } from "../context.ts";
import { Browser, password } from "../http/test-campus.ts";
import { createSqliteStore } from "../store/sqlite-store.ts";
import { appendEntry } from "../sync/server-entries.ts";
import { StandInGoogle, standInClient } from "./stand-in/google.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const google = new StandInGoogle();
const dataDir = mkdtempSync(path.join(tmpdir(), "alcove-crash-"));
let env: NodeJS.ProcessEnv = {};
let child: ChildProcess | null = null;

beforeAll(async () => {
  env = {
    DATA_DIR: dataDir,
    PORT: "0",
    GOOGLE_ENDPOINT: await google.start(),
    GOOGLE_CLIENT_ID: standInClient.clientId,
    GOOGLE_CLIENT_SECRET: standInClient.clientSecret,
  };
});
afterAll(async () => {
  child?.kill("SIGKILL");
  await google.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The real server as a process of its own. */
async function serve(): Promise<void> {
  const started = spawn(process.execPath, [main], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = started;
  await new Promise<void>((resolve, reject) => {
    started.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    createInterface({ input: started.stdout }).on("line", (line) => {
      if (line.startsWith("Alcove is at")) resolve();
    });
  });
}

async function killed(): Promise<void> {
  const victim = child;
  if (victim === null || victim.signalCode !== null) return;
  const ended = new Promise((resolve) => victim.once("exit", resolve));
  victim.kill("SIGKILL");
  await ended;
}

/** Resolves when it is so; gives up with the test's own time. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  await expect.poll(holds, { timeout: 60_000 }).toBe(true);
}

async function chatOf(ticketId: string) {
  const store = createSqliteStore(openDatabase(databasePath(dataDir), { mustExist: true }));
  try {
    return readLog([await store.content(docName("chat", ticketId))]).values.map((value) => {
      const parsed = parseEntry("chat", value);
      if (!parsed.ok) throw new Error(parsed.detail);
      return parsed.entry;
    });
  } finally {
    await store.close();
  }
}

/** A ticket whose session has just been scheduled, made by a server that ends before it does anything about it. */
async function scheduled(): Promise<{ ticketId: string; sessionId: string }> {
  const context = await createContext(readConfig(env), readSecrets(env));
  const port = await context.listen();
  const person = (role: "student" | "counselor") =>
    context.accounts.add({ name: role, email: `${role}-${randomUUID()}@campus.example`, role, password });
  const [student, counselor] = [await person("student"), await person("counselor")];
  const browser = new Browser(`http://127.0.0.1:${port}`);
  await browser.post("/api/auth/sign-in/email", { email: counselor.email, password });
  const { url } = (await browser.post("/api/google/connect")).json;
  await browser.get(google.consent(url, counselor.email));
  const ticketId = randomUUID();
  const sessionId = randomUUID();
  const append = async (by: string, draft: Draft, kind: DocKind = "ticket") => {
    const outcome = await appendEntry(context.desk, { doc: docName(kind, ticketId), by, draft });
    expect(outcome.status).toBe("accepted");
  };
  await append(student.id, { type: "ticket.opened", category: "stress", urgency: "low", mode: "video" });
  await append(counselor.id, { type: "ticket.claimed" });
  await append(counselor.id, {
    type: "session.scheduled",
    sessionId,
    startsAt: Date.now() + 86_400_000,
    minutes: 50,
    mode: "video",
    timeZone: "UTC",
  });
  await context.stop();
  return { ticketId, sessionId };
}

test("[J1] the server is killed between the outside call and the commit: one event, one link", async () => {
  const { ticketId, sessionId } = await scheduled();
  const insertedBy: number[] = [];
  let killing: Promise<void> | null = null;
  google.onInserted = (event) => {
    insertedBy.push(child?.pid ?? 0);
    expect(event.status).toBe("confirmed");
    // Stored at Google, not yet answered: the server dies here.
    killing ??= killed();
    return "cut";
  };
  await serve();
  await until(() => killing !== null);
  await killing;
  expect(google.standing()).toHaveLength(1);
  expect(await chatOf(ticketId)).toEqual([]);

  google.onInserted = () => "answer";
  await serve();
  await until(async () => (await chatOf(ticketId)).length > 0);
  await killed();
  expect(google.standing()).toHaveLength(1);
  expect(google.count("POST", /\/events$/)).toBe(2);
  const entries = await chatOf(ticketId);
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({
    type: "session.linked",
    sessionId,
    provider: "google-meet",
    by: "system",
  });
  expect(insertedBy).toHaveLength(1);
});

test("[J1] killed right after the link was stored: the next start makes no other", async () => {
  const { ticketId } = await scheduled();
  google.reset();
  await serve();
  await until(async () => (await chatOf(ticketId)).length > 0);
  await killed();
  const inserts = google.count("POST", /\/events$/);
  const context = await createContext(readConfig(env), readSecrets(env));
  await context.listen();
  await context.worker.idle();
  await context.stop();
  expect(google.count("POST", /\/events$/) - inserts).toBeLessThanOrEqual(1);
  expect(google.standing()).toHaveLength(1);
  expect((await chatOf(ticketId)).filter(({ type }) => type === "session.linked")).toHaveLength(1);
});
