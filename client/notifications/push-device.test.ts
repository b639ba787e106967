import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { defaultPreferences } from "../../shared/notifications/preferences.ts";
import { mendPush } from "./push-device.ts";

const key = "AAAA";
let posted: string[];
let subscribed: { endpoint: string } | null;
let owner: string | null;

/** A browser with push, in which `owner` turned it on. */
beforeEach(() => {
  posted = [];
  subscribed = { endpoint: "https://push.example/one" };
  owner = "ana";
  const subscriptionOf = (endpoint: string) => ({
    endpoint,
    options: { applicationServerKey: new Uint8Array([0, 0, 0]).buffer },
    toJSON: () => ({ endpoint, keys: {} }),
    unsubscribe: async () => true,
  });
  const pushManager = {
    getSubscription: async () => (subscribed === null ? null : subscriptionOf(subscribed.endpoint)),
    subscribe: async () => subscriptionOf(subscribed?.endpoint ?? "https://push.example/new"),
  };
  const registration = { pushManager };
  const kept = { getItem: () => owner, setItem: () => {}, removeItem: () => {}, clear: () => {} };
  const permission = { permission: "granted", requestPermission: async () => "granted" };
  vi.stubGlobal("localStorage", kept);
  vi.stubGlobal("window", { PushManager: {}, Notification: {} });
  vi.stubGlobal("Notification", permission);
  vi.stubGlobal("navigator", {
    serviceWorker: { getRegistration: async () => registration, ready: Promise.resolve(registration) },
  });
  const answer = {
    phone: null,
    onCall: null,
    preferences: defaultPreferences,
    quiet: null,
    channels: {
      push: { publicKey: key, devices: 0 },
      mail: { setUp: false, address: "", bounce: null },
      sms: { setUp: false },
    },
  };
  vi.stubGlobal("fetch", async (path: string, { method, body }: RequestInit) => {
    if (method === "POST") posted.push(`${path} ${JSON.parse(String(body)).endpoint}`);
    return Response.json(answer);
  });
});

afterEach(() => vi.unstubAllGlobals());

test("[D23] what is on in this browser is told to the server again", async () => {
  expect(await mendPush("ana").catch(String)).toBe("on");
  expect(posted).toEqual(["/api/notifications/subscriptions https://push.example/one"]);
});

test("[D23] a subscription that the browser lost is made anew", async () => {
  subscribed = null;
  expect(await mendPush("ana").catch(String)).toBe("on");
  expect(posted).toEqual(["/api/notifications/subscriptions https://push.example/new"]);
});

test("[D23] nothing is turned on for who did not turn it on here", async () => {
  expect(await mendPush("bo")).toBe("off");
  owner = null;
  expect(await mendPush("ana")).toBe("off");
  expect(posted).toEqual([]);
});
