import { Agent } from "node:https";
import { Router } from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultPreferences } from "../../shared/notifications/preferences.ts";
import { type Browser, refusal, startCampus, type TestCampus } from "../http/test-campus.ts";
import { createSealer } from "../secrets/seal.ts";
import { migrateStore } from "../store/schema.ts";
import { createSqliteStore } from "../store/sqlite-store.ts";
import { createWriter } from "../sync/writer.ts";
import { createNotifications, type Notifications } from "./notifications.ts";
import { PushService } from "./stand-in/push-service.ts";
import { vapidKeys } from "./vapid.ts";

let campus: TestCampus;
let notifications: Notifications;
let push: PushService;
let student: Browser & { person: { id: string } };
let counselor: Browser & { person: { id: string } };
let admin: Browser & { person: { id: string } };

beforeAll(async () => {
  push = await PushService.start();
  // The routes stand on the campus's database, so they are put in once it is there.
  const routes = Router();
  campus = await startCampus({ extraRoutes: () => routes });
  notifications = made(campus.accounts);
  routes.use(await notifications.routes());
  student = await campus.signedIn("student", "sam");
  counselor = await campus.signedIn("counselor", "carl");
  admin = await campus.signedIn("admin", "ada");
});
afterAll(async () => {
  notifications.stop();
  await campus.close();
  await push.close();
});

function made(accounts: TestCampus["accounts"]): Notifications {
  migrateStore(campus.db);
  const store = createSqliteStore(campus.db);
  const now = Date.now;
  const onError = (error: unknown) => void campus.logged.push(error);
  const writer = createWriter({ store, personOf: accounts.person, now, onError, onCommitted: () => {} });
  const config = { ...campus.config, outgoing: { ...campus.config.outgoing, pushPrivateHosts: false } };
  return createNotifications({
    db: campus.db,
    desk: { store, writer, now, onError },
    accounts,
    config,
    secrets: { authSecret: null },
    secret: "a secret of the tests, 32 letters or more",
    pushAgent: new Agent(),
  });
}

describe("who may", () => {
  test("nobody without a sign-in", async () => {
    const stranger = campus.browser();
    for (const path of ["/api/notices", "/api/notifications"]) {
      expect(refusal(await stranger.get(path))).toBe("401 signed-out");
    }
    expect(refusal(await stranger.post("/api/notices/read", { upTo: 1 }))).toBe("401 signed-out");
  });

  test("bounces and the campus's settings are the admins'; on call is the counselors'", async () => {
    expect(refusal(await counselor.get("/api/notifications/bounces"))).toBe("403 forbidden");
    expect(refusal(await student.put("/api/notifications/campus", { crisisRepeatMinutes: 5 }))).toBe(
      "403 forbidden",
    );
    expect(refusal(await student.put("/api/notifications/on-call", { onCall: true }))).toBe("403 forbidden");
    expect((await student.get("/api/notifications")).json.onCall).toBeNull();
    expect((await counselor.put("/api/notifications/on-call", { onCall: true })).json.onCall).toBe(true);
    expect((await admin.get("/api/notifications/bounces")).json).toEqual({ bounces: [] });
  });

  test("a mark reaches one's own notices only", async () => {
    const { notices } = notifications.messenger;
    const { id } = student.person;
    const ticketId = "4f0e2c8a-0000-4000-8000-0000000000aa";
    notices.add({ id: "n1", person: id, kind: "message", ticketId, by: null, message: null, at: 1 });
    await counselor.post("/api/notices/read", { ids: ["n1"] });
    await counselor.post("/api/notices/read", { ticketId });
    expect((await student.get("/api/notices")).json.notices).toMatchObject([{ id: "n1", readAt: null }]);
    expect((await counselor.get("/api/notices")).json.notices).toEqual([]);
    expect((await student.post("/api/notices/read", { ids: ["n1"] })).status).toBe(204);
    expect((await student.get("/api/notices")).json.notices[0].readAt).toBeGreaterThan(0);
  });
});

describe("[O10] what is not set up", () => {
  test("says so, and a test of it pretends nothing", async () => {
    const { channels } = (await student.get("/api/notifications")).json;
    expect(channels.mail.setUp).toBe(false);
    expect(channels.sms.setUp).toBe(false);
    for (const channel of ["mail", "sms", "push"]) {
      const { json } = await student.post("/api/notifications/test", { channel });
      expect(json.sent).toBe(false);
      expect(json.detail).toMatch(/not set up on this campus|Turn them on/);
    }
  });

  test("tests are limited: each costs the campus a message", async () => {
    for (let count = 0; count < 5; count++)
      await counselor.post("/api/notifications/test", { channel: "sms" });
    const answer = await counselor.post("/api/notifications/test", { channel: "sms" });
    expect(refusal(answer)).toBe("429 too-many-attempts");
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("bad input is answered with what is wrong", () => {
  const preferences = defaultPreferences;
  const bad: [string, string, unknown, RegExp][] = [
    ["PUT", "/api/notifications", { preferences: {}, quiet: null }, /preferences/],
    [
      "PUT",
      "/api/notifications",
      { preferences, quiet: { from: "25:00", to: "07:00", timeZone: "UTC" } },
      /quiet\.from/,
    ],
    [
      "PUT",
      "/api/notifications",
      { preferences, quiet: { from: "07:00", to: "07:00", timeZone: "UTC" } },
      /none/,
    ],
    [
      "PUT",
      "/api/notifications",
      { preferences, quiet: { from: "22:00", to: "07:00", timeZone: "Moon/Sea" } },
      /timeZone/,
    ],
    ["PUT", "/api/notifications/phone", { phone: "0151 1234567" }, /country code/],
    ["PUT", "/api/notifications/phone", { phone: "+49 151 1234567" }, /country code/],
    ["PUT", "/api/notifications/on-call", { onCall: "yes" }, /onCall/],
    ["POST", "/api/notices/read", {}, /one of them/],
    ["POST", "/api/notices/read", { ids: [], upTo: 1 }, /one of them/],
    ["POST", "/api/notices/read", { ticketId: "x" }, /ticketId/],
    ["POST", "/api/notifications/test", { channel: "pigeon" }, /channel/],
    ["POST", "/api/notifications/subscriptions", { endpoint: "https://push.example/x" }, /keys/],
    [
      "POST",
      "/api/notifications/subscriptions",
      { endpoint: "https://push.example/x", keys: { p256dh: "AA", auth: "AA" } },
      /p256dh/,
    ],
    ["POST", "/api/notifications/subscriptions/end", {}, /endpoint/],
  ];
  test.each(bad.map((row, number) => [number + 1, ...row] as const))(
    "%i: %s %s",
    async (_, method, path, body, why) => {
      const answer = await counselor.send(method, path, body);
      expect(refusal(answer)).toBe("400 bad-request");
      expect(answer.json.error.message).toMatch(why);
    },
  );

  test("the campus's minutes", async () => {
    for (const crisisRepeatMinutes of [0, 61, 2.5, "5", null]) {
      expect(refusal(await admin.put("/api/notifications/campus", { crisisRepeatMinutes }))).toBe(
        "400 bad-request",
      );
    }
    expect((await admin.put("/api/notifications/campus", { crisisRepeatMinutes: 7 })).json).toEqual({
      crisisRepeatMinutes: 7,
    });
  });

  test("[O11] an endpoint that is no public https address is no endpoint", async () => {
    const { keys } = push.subscribe("browser");
    const endpoints = [
      "http://push.example.com/x",
      "https://localhost/x",
      "https://127.0.0.1:8443/x",
      "https://[::1]/x",
      "https://[::ffff:10.0.0.1]/x",
      "https://10.1.2.3/x",
      "https://169.254.169.254/latest",
      "https://192.168.1.1/x",
      "https://printer.local/x",
      "https://db.internal/x",
      "https://intranet/x",
      "https://user:pw@push.example.com/x",
      "https://0x7f000001/x",
      "ftp://push.example.com/x",
      "no address",
    ];
    for (const endpoint of endpoints) {
      const answer = await student.post("/api/notifications/subscriptions", { endpoint, keys });
      expect([endpoint, refusal(answer)]).toEqual([endpoint, "400 bad-request"]);
    }
    const endpoint = "https://push.example.com/send/abc";
    expect((await student.post("/api/notifications/subscriptions", { endpoint, keys })).status).toBe(201);
  });
});

test("a browser is one person's at a time, and nobody's after the sign-out", async () => {
  const { keys } = push.subscribe("shared");
  const given = { endpoint: "https://push.example.com/send/shared", keys };
  await student.post("/api/notifications/subscriptions", given);
  const cora = await campus.signedIn("counselor", "cora");
  expect((await cora.post("/api/notifications/subscriptions", given)).json.channels.push.devices).toBe(1);
  const { subscriptions } = notifications.messenger;
  expect(subscriptions.of(student.person.id).map(({ endpoint }) => endpoint)).not.toContain(given.endpoint);
  await cora.post("/api/me/sign-out-everywhere");
  campus.accounts.look();
  expect(subscriptions.of(cora.person.id)).toEqual([]);
});

test("[O12] the push key is made once, is kept sealed, and another secret makes another", async () => {
  const stored = JSON.stringify(campus.db.prepare("SELECT key, value FROM settings").all());
  const { publicKey } = (await student.get("/api/notifications")).json.channels.push;
  expect(stored).toContain(publicKey);
  expect(Buffer.from(publicKey, "base64url")).toHaveLength(65);
  const kept = String(campus.db.prepare("SELECT value FROM settings WHERE key = 'vapid'").pluck().get());
  expect(JSON.parse(kept)).toEqual({ publicKey, sealed: expect.stringMatching(/^v1\./) });
  const subject = "mailto:desk@campus.example";
  const keys = (secret: string) => vapidKeys(campus.db, createSealer(secret, "push keys"), subject);
  const first = keys("a secret of the tests, 32 letters or more");
  expect(first.publicKey).toBe(publicKey);
  const other = keys("another secret, of 32 letters or more too");
  expect(other.publicKey).not.toBe(publicKey);
  expect(kept).not.toContain(first.privateKey);
  expect(notifications.messenger.subscriptions.of(student.person.id)).toEqual([]);
});
