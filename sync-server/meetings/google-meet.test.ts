import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Person } from "../accounts/person.ts";
import type { Browser } from "../http/test-campus.ts";
import { mostAttempts } from "../jobs/attempts.ts";
import type { Job } from "../jobs/job.ts";
import { arrangeHandler } from "./arrange.ts";
import type { MeetingProvider } from "./provider.ts";
import { calendarProblem } from "./stand-in/google.ts";
import { hourMs, MeetingWorld, minuteMs } from "./stand-in/test-world.ts";

const inserts = /\/events$/;
const ofEvent = /\/events\/[^/]+$/;

let world: MeetingWorld;
let counselor: Person;
let admin: Browser;
beforeAll(async () => {
  world = await MeetingWorld.begin();
  admin = await world.signedIn(await world.person("admin"));
});
afterAll(() => world.end());
beforeEach(async () => {
  world.google.reset();
  counselor = await world.person("counselor");
  await world.connect(counselor);
  world.google.reset();
});

/** What gave up of a ticket's jobs, as an admin sees it. */
async function failedOf({ id }: { id: string }): Promise<{ id: string; kind: string; lastError: string }[]> {
  const { jobs } = (await admin.get("/api/jobs/failed")).json;
  return jobs.filter(({ ticketId }: { ticketId: string | null }) => ticketId === id);
}

describe("a session by video", () => {
  test("[M1] gets an event and a link of its own; the event says nothing of the ticket", async () => {
    const ticket = await world.claimedBy(counselor);
    const { sessionId, startsAt } = await ticket.schedule(2 * hourMs);
    await world.pass(minuteMs);
    const [event] = world.google.standing();
    expect(world.google.standing()).toHaveLength(1);
    expect(event).toMatchObject({
      summary: "Appointment",
      visibility: "private",
      attendees: [],
      calendar: counselor.email,
      start: { dateTime: new Date(startsAt).toISOString() },
      end: { dateTime: new Date(startsAt + 50 * minuteMs).toISOString() },
    });
    const sent = JSON.stringify(world.google.calls.filter(({ path }) => path.includes("/events")));
    for (const secret of [ticket.id, sessionId, ticket.student.id, ticket.student.name, "stress"])
      expect(sent).not.toContain(secret);
    const [link] = await ticket.chat();
    expect(link).toMatchObject({ type: "session.linked", sessionId, provider: "google-meet", by: "system" });
    await world.pass(hourMs);
    expect(await ticket.chat()).toHaveLength(1);

    const other = await world.claimedBy(counselor);
    await other.schedule(4 * hourMs);
    await world.pass(minuteMs);
    const [second] = await other.chat();
    expect(
      second?.type === "session.linked" && link?.type === "session.linked" && second.url !== link.url,
    ).toBe(true);
  });

  test("[M2] with a pasted link makes none, and a link pasted later takes the event away", async () => {
    const ticket = await world.claimedBy(counselor);
    const first = await ticket.schedule(2 * hourMs);
    await ticket.paste(first.sessionId);
    await world.pass(minuteMs);
    expect(world.google.count("POST", inserts)).toBe(0);

    const second = await ticket.schedule(3 * hourMs);
    await world.pass(minuteMs);
    expect(world.google.standing()).toHaveLength(1);
    await ticket.paste(second.sessionId);
    await world.pass(minuteMs);
    expect(world.google.standing()).toHaveLength(0);
    expect(await ticket.links()).toEqual(["pasted", "google-meet", "pasted"]);
  });

  test("that is not by video gets nothing", async () => {
    const ticket = await world.claimedBy(counselor);
    for (const mode of ["audio", "chat", "in-person"] as const) await ticket.schedule(hourMs, { mode });
    await world.pass(minuteMs);
    expect(world.google.calls).toEqual([]);
  });

  test("the student is invited only where the campus allows it", async () => {
    await admin.put("/api/meetings", { provider: "google-meet", inviteStudent: true });
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(2 * hourMs);
    await world.pass(minuteMs);
    expect(world.google.standing()[0]?.attendees).toEqual([{ email: ticket.student.email }]);
    expect(world.google.calls.find(({ path }) => inserts.test(path))?.query).toMatchObject({
      sendUpdates: "all",
      conferenceDataVersion: "1",
    });
    await admin.put("/api/meetings", { provider: "google-meet", inviteStudent: false });
  });
});

describe("[M5] a session that changes", () => {
  test("rescheduled under the same id: the event moves and the link stays", async () => {
    const ticket = await world.claimedBy(counselor);
    const { sessionId } = await ticket.schedule(2 * hourMs);
    await world.pass(minuteMs);
    const { startsAt } = await ticket.schedule(30 * hourMs, { sessionId, minutes: 25 });
    await world.pass(minuteMs);
    expect(world.google.standing()).toHaveLength(1);
    expect(world.google.standing()[0]).toMatchObject({
      start: { dateTime: new Date(startsAt).toISOString() },
      end: { dateTime: new Date(startsAt + 25 * minuteMs).toISOString() },
    });
    expect(await ticket.links()).toEqual(["google-meet"]);
  });

  test("replaced by another session: the old event goes and the new one comes", async () => {
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(2 * hourMs);
    await world.pass(minuteMs);
    const [old] = world.google.standing();
    await ticket.schedule(3 * hourMs);
    await world.pass(minuteMs);
    expect(world.google.standing()).toHaveLength(1);
    expect(world.google.standing()[0]?.id).not.toBe(old?.id);
    expect(await ticket.links()).toEqual(["google-meet", "google-meet"]);
  });

  test.each([
    ["cancelled", { type: "session.cancelled", reason: "illness" }],
    ["given back", { type: "ticket.unclaimed", reason: "workload" }],
    ["closed", { type: "ticket.closed", resolution: "helped" }],
    ["completed before it began", { type: "session.completed", attendance: "no-show" }],
  ] as const)("[M6] %s: the event is removed", async (_what, draft) => {
    const ticket = await world.claimedBy(counselor);
    const { sessionId } = await ticket.schedule(2 * hourMs);
    await world.pass(minuteMs);
    await ticket.append(counselor.id, draft.type === "session.cancelled" ? { ...draft, sessionId } : draft);
    await world.pass(minuteMs);
    expect(world.google.standing()).toHaveLength(0);
  });

  test("completed after it began: it took place, and stays", async () => {
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(hourMs);
    await world.pass(2 * hourMs);
    await ticket.append(counselor.id, { type: "session.completed", attendance: "attended" });
    await world.pass(minuteMs);
    expect(world.google.standing()).toHaveLength(1);
  });

  test("cancelled while its link is still being made: nothing is left, and nothing is said", async () => {
    world.google.down = true;
    const ticket = await world.claimedBy(counselor);
    const { sessionId } = await ticket.schedule(2 * hourMs);
    await world.pass(minuteMs);
    await ticket.append(counselor.id, { type: "session.cancelled", sessionId, reason: "student" });
    world.google.down = false;
    await world.pass(hourMs);
    expect(world.google.standing()).toHaveLength(0);
    expect(await ticket.links()).toEqual([]);
  });

  test("handed over: the colleague's calendar has the event, with another link; the first one's has none", async () => {
    const colleague = await world.person("counselor");
    await world.connect(colleague);
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(2 * hourMs);
    await world.pass(minuteMs);
    await ticket.append(counselor.id, { type: "ticket.assigned", to: colleague.id });
    await world.pass(minuteMs);
    expect(world.google.standing().map(({ calendar }) => calendar)).toEqual([colleague.email]);
    const urls = (await ticket.chat()).map((entry) => (entry.type === "session.linked" ? entry.url : ""));
    expect(new Set(urls).size).toBe(2);
  });

  test("moved after its event was deleted by hand: another one is made, and its link is said", async () => {
    const ticket = await world.claimedBy(counselor);
    const { sessionId } = await ticket.schedule(2 * hourMs);
    await world.pass(minuteMs);
    for (const event of world.google.standing()) event.status = "cancelled";
    await ticket.schedule(5 * hourMs, { sessionId });
    await world.pass(minuteMs);
    expect(world.google.standing()).toHaveLength(1);
    expect(await ticket.links()).toEqual(["google-meet", "google-meet"]);
  });

  test("hostile: a session id taken from another ticket touches nothing of that ticket", async () => {
    const victim = await world.claimedBy(counselor);
    const { sessionId, startsAt } = await victim.schedule(2 * hourMs);
    await world.pass(minuteMs);
    const rival = await world.person("counselor");
    await world.connect(rival);
    const own = await world.claimedBy(rival);
    await own.schedule(9 * hourMs, { sessionId });
    await world.pass(minuteMs);
    await own.append(rival.id, { type: "session.cancelled", sessionId, reason: "other" });
    await world.pass(minuteMs);
    const standing = world.google.standing();
    expect(standing.map(({ calendar }) => calendar)).toEqual([counselor.email]);
    expect(standing[0]?.start.dateTime).toBe(new Date(startsAt).toISOString());
  });
});

describe("[M3] a repeat finds the first", () => {
  test("the answer to an insert is lost: one event, one link", async () => {
    const ticket = await world.claimedBy(counselor);
    world.google.onInserted = () => "cut";
    await ticket.schedule(2 * hourMs);
    await world.pass(minuteMs);
    expect(world.google.count("POST", inserts)).toBe(2);
    expect(world.google.standing()).toHaveLength(1);
    expect(await ticket.links()).toEqual(["google-meet"]);
  });

  test("a conference that is pending is waited for", async () => {
    world.google.conference.pendingFor = 3;
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(2 * hourMs);
    await world.pass(10_000);
    expect(await ticket.links()).toEqual([]);
    await world.pass(5 * minuteMs);
    expect(await ticket.links()).toEqual(["google-meet"]);
    expect(world.google.standing()).toHaveLength(1);
    expect(world.google.standing()[0]?.requestIds).toHaveLength(1);
  });

  test("a conference that fails is asked for again under another request id", async () => {
    world.google.conference.fails = 2;
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(2 * hourMs);
    await world.pass(5 * minuteMs);
    expect(await ticket.links()).toEqual(["google-meet"]);
    expect(new Set(world.google.standing()[0]?.requestIds).size).toBe(3);
  });

  test("a calendar without Meet is said so", async () => {
    world.google.conference.offered = false;
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(2 * hourMs);
    await world.pass(minuteMs);
    expect(await ticket.links()).toEqual(["conference-not-offered"]);
  });
});

describe("[M4] Google says no", () => {
  async function afterAnswer(status: number, body: object, headers: Record<string, string> = {}) {
    world.google.plan("POST", inserts, { status, body, headers });
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(20 * hourMs);
    await world.pass(minuteMs);
    return ticket;
  }

  test.each([
    [400, "invalid", "google-rejected"],
    [403, "forbidden", "google-forbidden"],
    [403, "accessNotConfigured", "google-setup"],
    [404, "notFound", "google-not-found"],
    [410, "deleted", "google-gone"],
    [412, "conditionNotMet", "google-rejected"],
  ])("%d %s is final: the chat says %s, and an admin sees it", async (status, reason, code) => {
    const ticket = await afterAnswer(status, calendarProblem(status, reason));
    expect(await ticket.links()).toEqual([code]);
    await world.pass(hourMs);
    expect(world.google.count("POST", inserts)).toBe(1);
    expect(await failedOf(ticket)).toMatchObject([{ kind: "meeting.arrange", lastError: code }]);
  });

  test.each([
    [403, "rateLimitExceeded"],
    [403, "userRateLimitExceeded"],
    [403, "quotaExceeded"],
    [429, "rateLimitExceeded"],
    [500, "backendError"],
    [503, "backendError"],
    [401, "authError"],
  ])("%d %s passes: it is tried again and the link comes", async (status, reason) => {
    const ticket = await afterAnswer(status, calendarProblem(status, reason));
    expect(await ticket.links()).toEqual(["google-meet"]);
    expect(world.google.standing()).toHaveLength(1);
  });

  test("Retry-After is honoured", async () => {
    const ticket = await afterAnswer(429, calendarProblem(429, "rateLimitExceeded"), {
      "retry-after": "1800",
    });
    await world.pass(28 * minuteMs);
    expect(world.google.count("POST", inserts)).toBe(1);
    await world.pass(3 * minuteMs);
    expect(await ticket.links()).toEqual(["google-meet"]);
  });

  test("a connection that is cut, and an answer that is no JSON, pass", async () => {
    world.google.plan("POST", inserts, null, { status: 502, body: "<html>" });
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(20 * hourMs);
    await world.pass(2 * minuteMs);
    expect(await ticket.links()).toEqual(["google-meet"]);
  });

  test("[M4] the calendar service is away for an hour and then back: the link comes, once", async () => {
    world.google.down = true;
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(20 * hourMs);
    await world.pass(hourMs);
    expect(await ticket.links()).toEqual([]);
    world.google.down = false;
    await world.pass(15 * minuteMs);
    expect(await ticket.links()).toEqual(["google-meet"]);
    expect(world.google.standing()).toHaveLength(1);
  });

  test("away for good: given up, said in the chat, and run again by an admin", async () => {
    world.google.down = true;
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(20 * hourMs);
    await world.pass(4 * hourMs);
    expect(await ticket.links()).toEqual(["google-unavailable"]);
    world.google.down = false;
    await world.pass(hourMs);
    expect(await ticket.links()).toEqual(["google-unavailable"]);
    const [job] = await failedOf(ticket);
    const again = await admin.post(`/api/jobs/${encodeURIComponent(job?.id ?? "")}/run-again`);
    expect(again.status).toBe(204);
    await world.pass(minuteMs);
    expect(await ticket.links()).toEqual(["google-unavailable", "google-meet"]);
    expect(await failedOf(ticket)).toEqual([]);
  });

  test("a session that is about to begin does not wait for hours: given up in time to paste a link", async () => {
    world.google.down = true;
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(30 * minuteMs);
    await world.pass(29 * minuteMs);
    expect(await ticket.links()).toEqual(["google-unavailable"]);
  });

  test("a permission that ended: the chat says so, settings ask to connect again, and then it works", async () => {
    world.google.end(counselor.email);
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(20 * hourMs);
    await world.pass(minuteMs);
    expect(await ticket.links()).toEqual(["google-grant-ended"]);
    const own = await world.signedIn(counselor);
    expect((await own.get("/api/meetings")).json.google).toMatchObject({ state: "ended" });
    const asked = world.google.calls.length;
    await ticket.schedule(21 * hourMs);
    await world.pass(minuteMs);
    expect(world.google.calls.length).toBe(asked);

    await world.connect(counselor);
    expect((await own.get("/api/meetings")).json.google).toMatchObject({ state: "connected" });
    await ticket.schedule(22 * hourMs);
    await world.pass(minuteMs);
    expect((await ticket.links()).at(-1)).toBe("google-meet");
  });

  test("a permission that ends while the access token still seems good", async () => {
    const first = await world.claimedBy(counselor);
    await first.schedule(20 * hourMs);
    await world.pass(minuteMs);
    world.google.end(counselor.email);
    const second = await world.claimedBy(counselor);
    await second.schedule(20 * hourMs);
    await world.pass(minuteMs);
    expect(await second.links()).toEqual(["google-grant-ended"]);
  });

  test("a counselor who has not connected: said at once", async () => {
    const other = await world.person("counselor");
    const ticket = await world.claimedBy(other);
    await ticket.schedule(20 * hourMs);
    await world.pass(minuteMs);
    expect(await ticket.links()).toEqual(["google-not-connected"]);
  });

  test("moving fails for good: the link still works, so the chat says nothing and an admin sees it", async () => {
    const ticket = await world.claimedBy(counselor);
    const { sessionId } = await ticket.schedule(2 * hourMs);
    await world.pass(minuteMs);
    world.google.plan("PATCH", ofEvent, { status: 403, body: calendarProblem(403, "forbidden") });
    await ticket.schedule(3 * hourMs, { sessionId });
    await world.pass(minuteMs);
    expect(await ticket.links()).toEqual(["google-meet"]);
    expect(await failedOf(ticket)).toMatchObject([
      { kind: "meeting.arrange", lastError: "google-forbidden" },
    ]);
  });
});

test("[M4] whatever else breaks: the last try says in the chat that no link comes", async () => {
  const ticket = await world.claimedBy(await world.person("counselor"));
  const { sessionId } = await ticket.schedule(20 * hourMs);
  const broken: MeetingProvider = {
    name: "jitsi",
    accountOf: () => ({ outcome: "account", account: null }),
    make: async () => {
      throw new Error("a mistake of our own");
    },
    move: async () => ({ outcome: "moved" }),
    remove: async () => ({ outcome: "removed" }),
  };
  const row = { id: randomUUID(), provider: "jitsi", account: null, startsAt: null, minutes: null } as const;
  const handler = arrangeHandler({
    desk: world.context.desk,
    rows: {
      standing: () => [],
      editions: () => 0,
      add: (asked) => ({ ...asked, ...row }),
      told: () => {},
      removed: () => {},
    },
    providers: new Map([["jitsi", broken]]),
    settings: () => ({ provider: "jitsi", inviteStudent: false }),
    emailOf: () => null,
  });
  const job: Job = {
    id: "meeting.arrange:x",
    kind: "meeting.arrange",
    ticketId: ticket.id,
    dueAt: 0,
    payload: { sessionId },
    attempts: 0,
    runs: 0,
    state: "waiting",
    lastError: null,
  };
  const { signal } = new AbortController();
  await expect(handler(job, signal)).rejects.toThrow("a mistake of our own");
  expect(await ticket.links()).toEqual([]);
  const last = { ...job, attempts: mostAttempts - 1 };
  expect(await handler(last, signal)).toEqual({ outcome: "failed", error: "not-made" });
  expect(await ticket.links()).toEqual(["not-made"]);
});

describe("one service account for the campus", () => {
  let campus: MeetingWorld;
  const desk = "desk@campus.example";
  async function begin(delegated: string[], delegate: string | null): Promise<void> {
    campus = new MeetingWorld();
    const url = await campus.google.start();
    const key = campus.google.serviceAccount("robot@project.iam.example", delegated);
    const file = `${campus.dataDir}/key-${randomUUID()}.json`;
    writeFileSync(file, JSON.stringify(key));
    await campus.serve({
      GOOGLE_ENDPOINT: url,
      GOOGLE_SERVICE_ACCOUNT_FILE: file,
      ...(delegate === null ? {} : { GOOGLE_DELEGATE: delegate }),
    });
  }
  afterEach(() => campus.end());

  test("[M7] signs for the account it acts for, and the event is in that calendar", async () => {
    await begin([desk], desk);
    const ticket = await campus.claimedBy(await campus.person("counselor"));
    await ticket.schedule(2 * hourMs);
    await campus.pass(minuteMs);
    expect(await ticket.links()).toEqual(["google-meet"]);
    expect(campus.google.standing()[0]?.calendar).toBe(desk);
  });

  test("without a delegate it acts for each counselor", async () => {
    await begin([], null);
    const own = await campus.person("counselor");
    campus.google.serviceAccounts.get("robot@project.iam.example")?.delegated.push(own.email);
    const ticket = await campus.claimedBy(own);
    await ticket.schedule(2 * hourMs);
    await campus.pass(minuteMs);
    expect(campus.google.standing()[0]?.calendar).toBe(own.email);
  });

  test("delegation that was not given is the campus's settings, in words", async () => {
    await begin([], desk);
    const ticket = await campus.claimedBy(await campus.person("counselor"));
    await ticket.schedule(2 * hourMs);
    await campus.pass(minuteMs);
    expect(await ticket.links()).toEqual(["google-setup"]);
  });
});

describe("other providers", () => {
  let other: MeetingWorld | null = null;
  afterEach(async () => {
    await other?.end();
    other = null;
  });

  test("[M9] Jitsi: a room of 128 bits that nobody can guess, another for each session, the same for a repeat", async () => {
    other = await MeetingWorld.begin({ JITSI_URL: "https://meet.campus.example/counselling/" });
    const own = await other.person("counselor");
    const rooms = new Set<string>();
    for (let n = 0; n < 3; n++) {
      const ticket = await other.claimedBy(own);
      await ticket.schedule(2 * hourMs);
      await other.pass(minuteMs);
      const [link] = await ticket.chat();
      if (link?.type !== "session.linked") throw new Error("no link");
      expect(link.provider).toBe("jitsi");
      expect(link.url).toMatch(/^https:\/\/meet\.campus\.example\/counselling\/[0-9a-f]{32}$/);
      rooms.add(link.url);
    }
    expect(rooms.size).toBe(3);
    expect(other.google.calls).toEqual([]);
  });

  test("[M9] none: nothing is made, nothing pretends to be Google, and nothing has failed", async () => {
    other = await MeetingWorld.begin({});
    const own = await other.person("counselor");
    const ticket = await other.claimedBy(own);
    await ticket.schedule(2 * hourMs);
    await other.pass(minuteMs);
    expect(await ticket.links()).toEqual([]);
    const browser = await other.signedIn(own);
    expect((await browser.get("/api/meetings")).json).toEqual({
      provider: "none",
      inviteStudent: false,
      choices: ["none"],
      google: { way: null, state: null, email: null, connectedAt: null },
    });
    const host = await other.signedIn(await other.person("admin"));
    expect((await host.get("/api/jobs/failed")).json).toMatchObject({ jobs: [], failed: 0 });
  });
});
