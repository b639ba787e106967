import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person } from "../accounts/person.ts";
import { readConfig, readSecrets } from "../config.ts";
import { type Browser, refusal } from "../http/test-campus.ts";
import { googleWayOf } from "./google/google-way.ts";
import { hourMs, MeetingWorld, minuteMs } from "./stand-in/test-world.ts";

let world: MeetingWorld;
let admin: Browser;
let student: Browser;
let counselor: Person;
let own: Browser;
beforeAll(async () => {
  world = await MeetingWorld.begin();
  admin = await world.signedIn(await world.person("admin"));
  student = await world.signedIn(await world.person("student"));
  counselor = await world.person("counselor");
  own = await world.signedIn(counselor);
});
afterAll(() => world.end());

const begun = async (browser: Browser): Promise<URL> =>
  new URL((await browser.post("/api/google/connect")).json.url);

describe("which provider is on", () => {
  test("everybody who is signed in may know, admins choose", async () => {
    expect(refusal(await world.browser().get("/api/meetings"))).toBe("401 signed-out");
    expect((await student.get("/api/meetings")).json).toMatchObject({
      provider: "google-meet",
      choices: ["google-meet", "none"],
      google: { way: "accounts", state: null },
    });
    const wanted = { provider: "none", inviteStudent: false };
    expect(refusal(await own.put("/api/meetings", wanted))).toBe("403 forbidden");
    expect(refusal(await world.browser().put("/api/meetings", wanted))).toBe("401 signed-out");
    expect((await admin.put("/api/meetings", wanted)).json).toMatchObject(wanted);
    expect((await student.get("/api/meetings")).json.provider).toBe("none");
    await admin.put("/api/meetings", { provider: "google-meet", inviteStudent: false });
  });

  test.each([
    [{}, "400 bad-request"],
    [{ provider: "zoom", inviteStudent: false }, "400 bad-request"],
    [{ provider: "none" }, "400 bad-request"],
    [{ provider: "none", inviteStudent: "yes" }, "400 bad-request"],
    [{ provider: "none", inviteStudent: false, more: 1 }, "400 bad-request"],
    [{ provider: "jitsi", inviteStudent: false }, "409 provider-not-set-up"],
  ])("%j is answered %s", async (body, answer) => {
    expect(refusal(await admin.put("/api/meetings", body))).toBe(answer);
  });
});

describe("[M7] connecting one's own Google account", () => {
  test("asks for the calendar and the address only, with state and PKCE, and offline", async () => {
    const asked = (await begun(own)).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: "code",
      client_id: "desk-client",
      code_challenge_method: "S256",
      access_type: "offline",
      prompt: "consent",
      scope: "https://www.googleapis.com/auth/calendar.events openid email",
    });
    expect(asked.get("state")).toMatch(/^[\w-]{43}$/);
    expect(asked.get("code_challenge")).toMatch(/^[\w-]{43}$/);
    expect(asked.get("redirect_uri")).toMatch(/\/api\/google\/callback$/);
    expect(asked.has("client_secret")).toBe(false);
  });

  test("connected, it shows the address; the token is nowhere in the database to be read", async () => {
    expect(await world.connect(counselor, "me@gmail.example")).toBe("/settings?google=connected");
    expect((await own.get("/api/meetings")).json.google).toMatchObject({
      state: "connected",
      email: "me@gmail.example",
    });
    const [token = ""] = [...world.google.accounts.keys()];
    expect(token).not.toBe("");
    expect(JSON.stringify(world.rows("SELECT * FROM google_grants"))).not.toContain(token);
  });

  test("the same account again takes the old one's place; another one has the old one revoked", async () => {
    const before = world.google.revoked.length;
    await world.connect(counselor, "me@gmail.example");
    await world.pass(minuteMs);
    expect(world.google.revoked).toHaveLength(before);
    await world.connect(counselor, "other@gmail.example");
    await world.pass(minuteMs);
    expect(world.google.revoked).toHaveLength(before + 1);
    expect((await own.get("/api/meetings")).json.google.email).toBe("other@gmail.example");
    expect(world.rows("SELECT * FROM google_grants")).toHaveLength(1);
  });

  test("disconnecting revokes, also when Google is away just then", async () => {
    const before = world.google.revoked.length;
    world.google.down = true;
    expect((await own.post("/api/google/disconnect")).status).toBe(204);
    expect((await own.get("/api/meetings")).json.google).toMatchObject({ state: null, email: null });
    await world.pass(minuteMs);
    world.google.down = false;
    await world.pass(hourMs);
    expect(world.google.revoked).toHaveLength(before + 1);
    expect(world.rows("SELECT * FROM google_grants")).toEqual([]);
    expect((await own.post("/api/google/disconnect")).status).toBe(204);
  });

  test("disconnecting what Google has ended already ends well", async () => {
    await world.connect(counselor, "third@gmail.example");
    world.google.end("third@gmail.example");
    await own.post("/api/google/disconnect");
    await world.pass(minuteMs);
    expect(world.rows("SELECT * FROM google_grants")).toEqual([]);
  });

  test("each way it can go wrong has its own way back to settings", async () => {
    const callback = async (browser: Browser, query: string) =>
      (await browser.get(`/api/google/callback?${query}`)).headers.get("location");
    const state = async () => (await begun(own)).searchParams.get("state") ?? "";
    expect(await callback(own, "")).toBe("/settings?google=expired");
    expect(await callback(own, "state=made-up&code=x")).toBe("/settings?google=expired");
    expect(await callback(own, `state=${await state()}&error=access_denied`)).toBe("/settings?google=denied");
    expect(await callback(own, `state=${await state()}&error=invalid_scope`)).toBe("/settings?google=setup");
    expect(await callback(own, `state=${await state()}&code=never-given`)).toBe("/settings?google=expired");
    expect(await world.connect(counselor, "x@gmail.example", "openid email")).toBe(
      "/settings?google=no-calendar",
    );
    const url = (await begun(own)).href;
    const back = world.google.consent(url, "x@gmail.example");
    world.google.down = true;
    expect((await own.get(back)).headers.get("location")).toBe("/settings?google=unreachable");
    world.google.down = false;
    world.google.plan("POST", /token/, { status: 401, body: { error: "invalid_client" } });
    const again = world.google.consent((await begun(own)).href, "x@gmail.example");
    expect((await own.get(again)).headers.get("location")).toBe("/settings?google=setup");
    const late = world.google.consent((await begun(own)).href, "x@gmail.example");
    world.clock.at += 11 * minuteMs;
    expect((await own.get(late)).headers.get("location")).toBe("/settings?google=expired");
    expect(world.rows("SELECT * FROM google_grants")).toEqual([]);
  });

  test("hostile: a state is for whoever began, once; another's code ends in nobody's account", async () => {
    const colleague = await world.person("counselor");
    const other = await world.signedIn(colleague);
    const back = world.google.consent((await begun(own)).href, "attacker@gmail.example");
    expect((await other.get(back)).headers.get("location")).toBe("/settings?google=expired");
    expect((await other.get("/api/meetings")).json.google.state).toBeNull();
    expect(refusal(await world.browser().get(back))).toBe("401 signed-out");
    expect((await own.get(back)).headers.get("location")).toBe("/settings?google=connected");
    expect((await own.get(back)).headers.get("location")).toBe("/settings?google=expired");
    await own.post("/api/google/disconnect");
    await world.pass(minuteMs);
  });

  test("is for counselors, on servers that are set up for it", async () => {
    expect(refusal(await student.post("/api/google/connect"))).toBe("403 forbidden");
    expect(refusal(await admin.post("/api/google/connect"))).toBe("403 forbidden");
    expect(refusal(await world.browser().post("/api/google/connect"))).toBe("401 signed-out");
    expect(refusal(await world.browser().post("/api/google/disconnect"))).toBe("401 signed-out");
    const foreign = await own.post("/api/google/connect", {}, { origin: "https://evil.example" });
    expect(refusal(foreign)).toBe("403 foreign-origin");
  });
});

describe("jobs that gave up", () => {
  test("are for admins, and an id that is none is told so", async () => {
    for (const browser of [student, own]) {
      expect(refusal(await browser.get("/api/jobs/failed"))).toBe("403 forbidden");
      expect(refusal(await browser.post("/api/jobs/x/run-again"))).toBe("403 forbidden");
    }
    expect(refusal(await world.browser().get("/api/jobs/failed"))).toBe("401 signed-out");
    expect(refusal(await admin.post("/api/jobs/x/run-again"))).toBe("404 no-such-job");
    expect(refusal(await admin.post("/api/jobs/%00/run-again"))).toBe("404 no-such-job");
  });

  test("[J5] name the ticket, the kind and the error, and nothing of what was sent", async () => {
    const ticket = await world.claimedBy(counselor);
    await ticket.schedule(20 * hourMs);
    await world.pass(minuteMs);
    const { jobs } = (await admin.get("/api/jobs/failed")).json;
    const job = jobs.find(({ ticketId }: { ticketId: string }) => ticketId === ticket.id);
    expect(Object.keys(job).toSorted()).toEqual(
      ["attempts", "endedAt", "id", "kind", "lastError", "runs", "ticketId"].toSorted(),
    );
    expect(job).toMatchObject({ kind: "meeting.arrange", lastError: "google-not-connected", runs: 0 });
  });
});

describe("what a host sets", () => {
  const way = (env: NodeJS.ProcessEnv) => googleWayOf(readConfig(env).meetings, readSecrets(env));
  const file = (name: string, text: string) => {
    const at = path.join(world.dataDir, name);
    writeFileSync(at, text);
    return at;
  };

  test("by half, or wrong, is an error that names the variable", () => {
    expect(way({})).toBeNull();
    expect(() => way({ GOOGLE_CLIENT_ID: "a" })).toThrow("GOOGLE_CLIENT_SECRET");
    expect(() => way({ GOOGLE_CLIENT_SECRET: "a" })).toThrow("GOOGLE_CLIENT_ID");
    expect(() => way({ GOOGLE_DELEGATE: "a@b.example" })).toThrow("GOOGLE_SERVICE_ACCOUNT_FILE");
    expect(() => way({ GOOGLE_DELEGATE: "nobody" })).toThrow("GOOGLE_DELEGATE");
    expect(() => way({ GOOGLE_CLIENT_ID: "a", GOOGLE_SERVICE_ACCOUNT_FILE: "b" })).toThrow("two ways");
    expect(() => way({ GOOGLE_SERVICE_ACCOUNT_FILE: "/nowhere/key.json" })).toThrow("cannot be read");
    for (const text of ["", "{}", '{"type":"authorized_user"}'])
      expect(() => way({ GOOGLE_SERVICE_ACCOUNT_FILE: file("bad.json", text) })).toThrow("not the JSON key");
    expect(() => readConfig({ JITSI_URL: "http://meet.example" })).toThrow("JITSI_URL must be an https");
    expect(() => readConfig({ JITSI_URL: "https://meet.example/?a=b" })).toThrow("JITSI_URL");
    expect(() => readConfig({ GOOGLE_ENDPOINT: "http://proxy.example" })).toThrow("GOOGLE_ENDPOINT");
  });

  test("errors never show a key", () => {
    const key = file("secret.json", '{"type":"service_account","private_key":"hunter2"}');
    let message = "";
    try {
      way({ GOOGLE_SERVICE_ACCOUNT_FILE: key });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain("not the JSON key");
    expect(message).not.toContain("hunter2");
  });
});
