import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import ICAL from "ical.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Person } from "../accounts/person.ts";
import { answerErrors, nothingHere } from "../http/errors.ts";
import { OutgoingCampus } from "../notifications/testing-campus.ts";
import { logBrokenRows } from "../store/sound-rows.ts";
import { createCalendar } from "./calendar.ts";
import { CalendarFeeds } from "./calendar-feeds.ts";

const dayMs = 86_400_000;

let campus: OutgoingCampus;
let feeds: CalendarFeeds;
let server: Server;
let sam: Person;
let carl: Person;
let cora: Person;

beforeEach(async () => {
  campus = await OutgoingCampus.start("2026-10-20T10:00:00Z");
  feeds = new CalendarFeeds(campus.db);
  sam = campus.person("student", "sam");
  carl = campus.person("counselor", "carl");
  cora = campus.person("counselor", "cora");
  const { feedRoutes } = createCalendar({
    db: campus.db,
    desk: campus.desk,
    accounts: campus.accounts,
    config: { publicUrl: null },
  });
  const app = express().use(
    feedRoutes,
    nothingHere,
    answerErrors(() => {}),
  );
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await campus.close();
});

function get(token: string, headers: Record<string, string> = {}): Promise<Response> {
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}/calendar/${token}.ics`, { headers });
}

async function events(person: Person) {
  const text = await (await get(feeds.make(person.id, campus.clock.at))).text();
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      at: event.startDate.toUnixTime() * 1000,
      sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
    };
  });
}

async function planned(): Promise<{ ticket: string; sessionId: string; startsAt: number }> {
  const ticket = await campus.open(sam);
  await campus.append(carl.id, "ticket", ticket, { type: "ticket.claimed" });
  const sessionId = randomUUID();
  const startsAt = Date.parse("2026-10-26T09:00:00Z");
  await schedule(ticket, sessionId, startsAt);
  return { ticket, sessionId, startsAt };
}

async function schedule(ticket: string, sessionId: string, startsAt: number): Promise<void> {
  const facts = { sessionId, startsAt, minutes: 50, mode: "in-person", timeZone: "Europe/Berlin" } as const;
  await campus.append(carl.id, "ticket", ticket, { type: "session.scheduled", ...facts });
}

test("[C3] both have the session, under one name, at its instant across a clock change; nobody else has", async () => {
  const { sessionId, startsAt } = await planned();
  const here = [{ uid: `${sessionId}@alcove`, at: startsAt, sequence: 0, status: "CONFIRMED" }];
  expect(await events(sam)).toEqual(here);
  expect(await events(carl)).toEqual(here);
  expect(await events(cora)).toEqual([]);
});

test("[C3] moved, it counts on; called off, it says so for a while and is then gone", async () => {
  const { ticket, sessionId, startsAt } = await planned();
  await schedule(ticket, sessionId, startsAt + dayMs);
  expect(await events(sam)).toMatchObject([{ at: startsAt + dayMs, sequence: 1, status: "CONFIRMED" }]);
  await campus.append(sam.id, "ticket", ticket, { type: "session.cancelled", sessionId, reason: "illness" });
  expect(await events(sam)).toMatchObject([{ sequence: 2, status: "CANCELLED" }]);
  campus.clock.at += 90 * dayMs;
  expect(await events(sam)).toEqual([]);
});

test("[D37] a time that had passed when it was sent stands in no feed, and ends the one it replaced", async () => {
  const { ticket, sessionId, startsAt } = await planned();
  await schedule(ticket, sessionId, campus.clock.at - 60_000);
  for (const person of [sam, carl])
    expect(await events(person)).toMatchObject([{ at: startsAt, sequence: 1, status: "CANCELLED" }]);
});

test("[C2] a feed holds no name, no id of a ticket, no category and no link", async () => {
  const { ticket } = await planned();
  const text = await (await get(feeds.make(sam.id, campus.clock.at))).text();
  for (const secret of [
    "sam",
    "carl",
    ticket,
    sam.id,
    carl.id,
    "stress",
    "in-person",
    "http",
    "campus.example",
  ]) {
    expect(text.toLowerCase()).not.toContain(secret);
  }
  expect(text).toContain("DESCRIPTION:Open Alcove to join.");
});

test("[C4] a token stands in the database as a hash, and a new one, a revocation and a suspension end the old", async () => {
  const first = feeds.make(sam.id, campus.clock.at);
  expect(Buffer.from(first, "base64url")).toHaveLength(32);
  expect(JSON.stringify(campus.db.prepare("SELECT * FROM calendar_feeds").all())).not.toContain(first);
  expect((await get(first)).status).toBe(200);
  const second = feeds.make(sam.id, campus.clock.at);
  expect((await get(first)).status).toBe(404);
  expect((await get(second)).status).toBe(200);
  feeds.revoke(sam.id);
  expect((await get(second)).status).toBe(404);
  const theirs = feeds.make(carl.id, campus.clock.at);
  campus.accounts.suspend(carl.id, null);
  expect((await get(theirs)).status).toBe(404);
});

test("[C4] anything else at the address is answered alike", async () => {
  const answers = await Promise.all(
    ["x", "A".repeat(43), "a".repeat(500)].map(async (token) => (await get(token)).json()),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});

test("a calendar that has it already is answered with 304, and nothing on the way keeps it", async () => {
  await planned();
  const token = feeds.make(sam.id, campus.clock.at);
  const first = await get(token);
  expect(first.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  expect(first.headers.get("cache-control")).toBe("private, no-cache");
  const again = await get(token, {
    "cache-control": "max-age=0",
    "if-none-match": first.headers.get("etag") ?? "",
  });
  expect(again.status).toBe(304);
  expect(feeds.of(sam.id)?.fetchedAt).toBe(campus.clock.at);
});

test("[R32] a session that stands where no calendar can write it is left out, and the log says so once", async () => {
  const logged: string[] = [];
  logBrokenRows(campus.db, (error) => logged.push(error.message));
  const { startsAt, sessionId } = await planned();
  const wild = await planned();
  // As an earlier version accepted it: the year 255,482.
  const double = (value: number) => Buffer.from(new Float64Array([value]).buffer).reverse();
  const rows = campus.db.prepare<[], { seq: number; body: Buffer }>("SELECT seq, body FROM updates").all();
  for (const { seq, body } of rows.filter((row) => row.body.includes(wild.sessionId))) {
    double(8e15).copy(body, body.indexOf(double(wild.startsAt)));
    campus.db.prepare("UPDATE updates SET body = ? WHERE seq = ?").run(body, seq);
  }
  for (let fetched = 0; fetched < 2; fetched++)
    expect(await events(sam)).toMatchObject([{ uid: `${sessionId}@alcove`, at: startsAt }]);
  expect(logged).toEqual([
    `Session ${wild.sessionId} stands at a time that no calendar can write: calendars lack it`,
  ]);
});

test("[R32] a ticket's log that cannot be read costs a calendar that ticket's sessions, and the log says so", async () => {
  const logged: string[] = [];
  logBrokenRows(campus.db, (error) => logged.push(error.message));
  const { startsAt, sessionId } = await planned();
  const { ticket } = await planned();
  campus.db
    .prepare("UPDATE updates SET body = x'00' WHERE document = (SELECT id FROM documents WHERE name = ?)")
    .run(`ticket/${ticket}`);
  expect(await events(sam)).toMatchObject([{ uid: `${sessionId}@alcove`, at: startsAt }]);
  expect(logged).toEqual([`The log of ticket ${ticket} cannot be read: calendars lack its sessions`]);
});
