import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startTrouble } from "../start-trouble.ts";
import { testPassword } from "../sync/test-desk.ts";
import { TestDevice } from "../sync/test-device.ts";
import { endProcesses, startProcess } from "../sync/test-process.ts";
import { type FaultCampus, makeFaultCampus, wrongIn } from "./campus.ts";
import { type FaultyServer, startFaulty } from "./faulty-server.ts";
import { canBeReadOnly, type SmallDisk, smallDisk } from "./small-disk.ts";

/** Milliseconds; generous, as machines are slow and shared. */
const longTimeout = 120_000;

let campus: FaultCampus;
beforeAll(async () => {
  campus = await makeFaultCampus();
}, longTimeout);
afterEach(() => endProcesses());
afterAll(() => campus.remove());

const body = (text: string) => ({ type: "chat.message", body: text }) as const;

async function page(port: number, at: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(`http://127.0.0.1:${port}${at}`);
  return { status: answer.status, text: await answer.text() };
}

function signIn(port: number): Promise<Response> {
  const origin = `http://127.0.0.1:${port}`;
  return fetch(`${origin}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ email: campus.sam.person.email, password: testPassword }),
  });
}

/** Waits until an address answers so; asking is what the host's monitoring does. */
async function until(port: number, at: string, status: number): Promise<string> {
  return vi.waitFor(
    async () => {
      const answer = await page(port, at);
      expect(answer.status, at).toBe(status);
      return answer.text;
    },
    { timeout: 10_000 },
  );
}

/** While nothing can be stored: what a device, a newcomer and an admin meet; then the trouble passes. */
async function outlives(
  server: FaultyServer,
  trouble: { begin: () => Promise<void>; end: () => Promise<void>; words: RegExp },
): Promise<void> {
  const { chat, ticket } = campus.ticket;
  const [sam, cleo] = [
    new TestDevice({ port: server.port, ...campus.sam }),
    new TestDevice({ port: server.port, ...campus.cleo }),
  ];
  await Promise.all([sam.caughtUp(), cleo.caughtUp()]);
  const before = sam.entry(body("before"));
  expect(await sam.push(chat, [before])).toMatchObject({ status: "accepted" });
  await sam.holds(chat, before.id);
  expect((await page(server.port, "/readyz")).status).toBe(200);

  await trouble.begin();
  // Large enough that it needs a page of its own, whatever room is left in one.
  const meanwhile = sam.entry(body("meanwhile ".repeat(700)));
  const origin = sam.tail(chat);
  const came = sam.came.length;
  for (let tries = 0; tries < 3; tries++) {
    const receipt = await sam.push(chat, [meanwhile], { origin });
    expect(receipt).toMatchObject({ status: "retry-later", code: "unavailable" });
  }
  expect(sam.came.slice(came).some((each) => "doc" in each && each.message.type === "update")).toBe(false);
  // Reading goes on: a new device gets all there is, also with a sign-in whose last use would be noted now.
  await server.suffer({ what: "clock", ms: 10 * 60_000 });
  const reader = new TestDevice({ port: server.port, ...campus.sam });
  await reader.caughtUp();
  expect(reader.contents()).toEqual(sam.contents());
  expect((await page(server.port, "/healthz")).status).toBe(200);
  expect(await until(server.port, "/readyz", 503)).toMatch(trouble.words);
  const metrics = await page(server.port, "/metrics");
  expect(metrics.text).toContain('alcove_storage_trouble{state="failing"} 1');
  expect(server.output()).toMatch(/SqliteError/);

  await trouble.end();
  await until(server.port, "/readyz", 200);
  expect((await page(server.port, "/metrics")).text).toContain('alcove_storage_trouble{state="failing"} 0');
  expect(await sam.push(chat, [meanwhile], { origin })).toMatchObject({ status: "accepted" });
  const claim = cleo.entry({ type: "ticket.claimed" });
  expect(await cleo.push(ticket, [claim])).toMatchObject({ status: "accepted" });
  for (const each of [sam, reader]) {
    await each.holds(chat, meanwhile.id);
    await each.holds(ticket, claim.id);
    expect(
      each
        .entries(chat)
        ?.map(({ id }) => id)
        .filter((id) => id === meanwhile.id),
    ).toHaveLength(1);
  }
  expect((await signIn(server.port)).status).toBe(200);
  for (const each of [sam, cleo, reader]) each.cut();
  expect(await server.end("SIGTERM")).toBe(0);
}

describe("a disk that takes no more", () => {
  let disk: SmallDisk;
  beforeAll(() => {
    disk = smallDisk(campus.dataDir);
  });
  afterAll(() => {
    endProcesses();
    disk.remove();
  });

  test(
    "[R3] full: every push is 'retry later', reading goes on, readiness and metrics say so; with room it goes on by itself",
    async () => {
      const server = await startFaulty(disk.dataDir);
      await outlives(server, {
        begin: () => disk.fill(server),
        end: () => disk.makeRoom(server),
        words: /the disk is full: make room/,
      });
      expect(wrongIn(disk.dataDir)).toEqual([]);
    },
    longTimeout,
  );
});

describe("what cannot be written at the start", () => {
  test.runIf(canBeReadOnly())(
    "[R4] a folder that is read-only is refused in one sentence that says what to do; made writable, it is served",
    async () => {
      const disk = smallDisk(campus.dataDir);
      try {
        disk.makeReadOnly();
        const refused = await startProcess(disk.dataDir).then(
          () => "it serves",
          (error: Error) => error.message,
        );
        expect(refused).toMatch(
          /Alcove cannot start on .*: (give this user|it lies on a file system|the database)/,
        );
        expect(refused).not.toMatch(/\n\s+at /);
        disk.makeWritable();
        const server = await startProcess(disk.dataDir);
        expect(await server.end("SIGTERM")).toBe(0);
        expect(wrongIn(disk.dataDir)).toEqual([]);
      } finally {
        endProcesses();
        disk.makeWritable();
        disk.remove();
      }
    },
    longTimeout,
  );

  test.each([
    ["EROFS", "open", /mount it writable/],
    ["EACCES", "mkdir", /give this user the right/],
    ["ENOSPC", "write", /make room/],
    ["ENOTDIR", "mkdir", /set DATA_DIR to a folder/],
    ["EADDRINUSE", "listen", /Set PORT/],
    ["EACCES", "listen", /Set PORT to one above 1023/],
  ])("[R4] %s of %s says what to do", (code, syscall, words) => {
    expect(startTrouble(Object.assign(new Error("no"), { code, syscall }), "/data")).toMatch(words);
  });

  test("an error that nobody foresaw is told whole", () => {
    expect(startTrouble(new Error("strange"), "/data")).toBeNull();
    expect(startTrouble(Object.assign(new Error("no"), { code: "EMFILE" }), "/data")).toBeNull();
  });
});

test(
  "[R3] read-only while it serves: the same, until it may write again",
  async () => {
    const dataDir = campus.copy();
    const server = await startFaulty(dataDir);
    await outlives(server, {
      begin: async () => {
        await server.suffer({ what: "pragma", text: "query_only = ON" });
        // Whoever signs in meets it first, and that alone is noticed.
        expect((await signIn(server.port)).status).toBeGreaterThanOrEqual(500);
        await until(server.port, "/readyz", 503);
      },
      end: () => server.suffer({ what: "pragma", text: "query_only = OFF" }),
      words: /the database is read-only: give this user the right/,
    });
    expect(wrongIn(dataDir)).toEqual([]);
  },
  longTimeout,
);
