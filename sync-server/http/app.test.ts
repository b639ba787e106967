import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { Router } from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountsSchema } from "../accounts/migrations.ts";
import { requireActive, requireAdmin, signedIn } from "./admission.ts";
import { refusal, startCampus, type TestCampus } from "./test-campus.ts";

let campus: TestCampus;
let storeTrouble: string | null = null;
beforeAll(async () => {
  campus = await startCampus({
    env: { METRICS_TOKEN: "a-metrics-token-of-the-host" },
    store: {
      ping() {
        if (storeTrouble !== null) throw new Error(storeTrouble);
      },
    },
    extraRoutes: (accounts) => {
      const routes = Router();
      routes.get(
        "/for-active",
        requireActive(accounts),
        (req, res) => void res.json(signedIn(req).person.name),
      );
      routes.post("/for-admins", requireAdmin(accounts), (req, res) => void res.json(req.body));
      routes.get("/broken", () => {
        throw new Error("secret detail of the database");
      });
      return routes;
    },
  });
});
afterAll(() => campus.close());

/** A request exactly as written: fetch would tidy the path up first. */
function raw(
  target: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(campus.url);
    const req = request({ hostname, port, path: target, headers }, (res) => {
      let text = "";
      res.setEncoding("utf8");
      res.on("data", (chunk) => {
        text += chunk;
      });
      res.on("end", () => resolve({ status: res.statusCode ?? 0, text }));
    });
    req.on("error", reject);
    req.end();
  });
}

describe("errors", () => {
  test("an unknown address under /api is a 404 in our form, whatever the method", async () => {
    const browser = campus.browser();
    expect(refusal(await browser.get("/api/nothing", { accept: "text/html" }))).toBe("404 not-found");
    expect(refusal(await browser.post("/api/nothing"))).toBe("404 not-found");
    expect(refusal(await browser.get("/api"))).toBe("404 not-found");
  });

  test("malformed JSON is a 400", async () => {
    for (const body of ["{", '"text"', '{"a":1}{"b":2}', "\u0000"]) {
      expect(refusal(await campus.browser().post("/api/auth/sign-in/email", body))).toBe(
        "400 malformed-json",
      );
    }
  });

  test("[H2] JSON of another shape is a 400 that names the field", async () => {
    for (const body of [
      {},
      [],
      { email: ["a@b.example"], password: {} },
      { email: "no address", password: "x" },
    ]) {
      expect(refusal(await campus.browser().post("/api/auth/sign-in/email", body))).toBe("400 bad-request");
    }
    const answer = await campus
      .browser()
      .post("/api/auth/sign-in/email", { email: "no address", password: "x" });
    expect(answer.json.error.message).toContain('"email"');
    const dirty = '{"email":"a@b.example","password":"x","__proto__":{"role":"admin"}}';
    expect((await campus.browser().post("/api/auth/sign-in/email", dirty)).status).toBeGreaterThanOrEqual(
      400,
    );
  });

  test("[H3] a body over 64 kB is a 413, also when it is small only while compressed", async () => {
    const email = `${"a".repeat(70_000)}@b.example`;
    expect(refusal(await campus.browser().post("/api/auth/sign-in/email", { email, password: "x" }))).toBe(
      "413 too-large",
    );
    const bomb = await fetch(`${campus.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": "gzip", origin: campus.url },
      body: gzipSync(JSON.stringify({ email: "a".repeat(5_000_000) })),
    });
    expect(bomb.status).toBe(413);
    expect((await bomb.json()).error.code).toBe("too-large");
  });

  test("a form or plain text, as another site's page could post it, is not read", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      const answer = await campus
        .browser()
        .post("/api/auth/sign-in/email", "email=a", { "content-type": type });
      expect(refusal(answer)).toBe("400 bad-request");
    }
  });

  test("[H2] what breaks inside is a 500 that tells nobody why, and is logged", async () => {
    const answer = await campus.browser().get("/api/broken");
    expect(refusal(answer)).toBe("500 server-error");
    expect(answer.text).not.toMatch(/secret detail|at .*\.ts/);
    expect(campus.logged.map(String)).toContain("Error: secret detail of the database");
  });

  test("a path that cannot be decoded is refused without a stack", async () => {
    const answer = await raw("/api/%E0%A4%A");
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toMatch(/node_modules|\.[jt]s:\d/);
  });
});

describe("extra routes", () => {
  test("name their own admission", async () => {
    const student = await campus.signedIn("student", "extra");
    const admin = await campus.signedIn("admin", "extraadmin");
    expect((await student.get("/api/for-active")).json).toBe("extra");
    expect(refusal(await campus.browser().get("/api/for-active"))).toBe("401 signed-out");
    expect(refusal(await student.post("/api/for-admins"))).toBe("403 forbidden");
    expect((await admin.post("/api/for-admins", { a: 1 })).json).toEqual({ a: 1 });
  });
});

describe("writes from elsewhere", () => {
  const home = () => campus.url;
  test.each([
    ["another site", { origin: "https://evil.example" }],
    ["another port of this machine", { origin: "http://127.0.0.1:1" }],
    ["a look-alike", { origin: "http://127.0.0.1.evil.example" }],
    ["a sandboxed frame", { origin: "null" }],
    ["another site that hides its origin", { origin: "", "sec-fetch-site": "cross-site" }],
    ["a sub-domain that hides its origin", { origin: "", "sec-fetch-site": "same-site" }],
  ])("hostile: %s is refused, sign-in included", async (_who, headers) => {
    const student = await campus.signedIn("student", `csrf${Math.random().toString(36).slice(2)}`);
    const given: Record<string, string> = Object.fromEntries(
      Object.entries(headers).filter(([, value]) => value !== ""),
    );
    const cookie = [...student.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    for (const [target, body] of [
      ["/api/me", { name: "Hacked" }],
      ["/api/auth/sign-out", {}],
      ["/api/auth/sign-in/email", { email: "a@b.example", password: "x" }],
    ] as const) {
      const response = await fetch(`${home()}${target}`, {
        method: target === "/api/me" ? "PUT" : "POST",
        headers: { "content-type": "application/json", cookie, ...given },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(403);
      expect((await response.json()).error.code).toBe("foreign-origin");
    }
    expect((await student.get("/api/me")).json.person.name).toBe(student.person.name);
  });

  test("[H1] a cookie with neither Origin nor Sec-Fetch-Site is no browser's and is refused", async () => {
    const student = await campus.signedIn("student", "bare");
    const cookie = [...student.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(`${home()}/api/auth/sign-out`, { method: "POST", headers: { cookie } });
    expect(response.status).toBe(403);
  });

  test("our own page may, and so may a client that is no browser", async () => {
    const student = await campus.signedIn("student", "own");
    expect((await student.put("/api/me", { name: "Own" })).status).toBe(200);
    const signIn = await fetch(`${home()}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: student.person.email, password: "correct horse battery" }),
    });
    const [cookie = ""] = signIn.headers.getSetCookie();
    const token = decodeURIComponent(/session_token=([^;]+)/.exec(cookie)?.[1] ?? "");
    const response = await fetch(`${home()}/api/me`, {
      method: "PUT",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ name: "By token" }),
    });
    expect(response.status).toBe(200);
  });
});

describe("headers", () => {
  test("keep every page to itself", async () => {
    for (const target of ["/", "/api/campus", "/nothing.js", "/healthz"]) {
      const { headers } = await campus.browser().get(target, { accept: "text/html" });
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toMatch(/^default-src 'none';script-src 'self';/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain(`connect-src 'self' ws://${new URL(campus.url).host};`);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("permissions-policy")).toContain("camera=()");
      expect(headers.get("strict-transport-security")).toBeNull();
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });

  test("[H4] hostile: a Host header cannot write into the policy", async () => {
    const { host } = new URL(campus.url);
    const seen = await new Promise<string>((resolve, reject) => {
      const req = request(`http://${host}/healthz`, { headers: { host: "x; script-src *" } }, (res) => {
        res.resume();
        resolve(String(res.headers["content-security-policy"]));
      });
      req.on("error", reject);
      req.end();
    });
    expect(seen).toContain("connect-src 'self' 'self'");
    expect(seen).not.toContain("script-src *");
  });

  test("answers of the API are kept by no cache", async () => {
    expect((await campus.browser().get("/api/campus")).headers.get("cache-control")).toBe("no-store");
  });
});

describe("the client's files", () => {
  test("hashed assets stay for a year, page and worker are asked about each time, and text is compressed", async () => {
    const asset = await campus.browser().get("/assets/index-B2x.js");
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(asset.headers.get("content-encoding")).toBe("gzip");
    for (const target of ["/", "/service-worker.js", "/index.html"]) {
      expect(
        (await campus.browser().get(target, { accept: "text/html,*/*" })).headers.get("cache-control"),
      ).toBe("no-cache");
    }
  });

  test("[H17] a part of a file is that part, and not compressed", async () => {
    const headers = { range: "bytes=0-1499", "accept-encoding": "gzip, br" };
    const part = await campus.browser().get("/assets/index-B2x.js", headers);
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toMatch(/^bytes 0-1499\//);
    expect(part.headers.get("content-encoding")).toBeNull();
    expect(part.text).toHaveLength(1_500);
  });

  test.each(["/service-worker.js", "/queue"])(
    "[H17] %s of another build with the same size and time is not answered as unchanged",
    async (target) => {
      const name = target === "/queue" ? "index.html" : target.slice(1);
      const file = path.join(campus.config.clientDir, name);
      const kept = readFileSync(file);
      const time = statSync(file).mtime;
      const first = await campus.browser().get(target, { accept: "text/html,*/*" });
      const validators = {
        accept: "text/html,*/*",
        "if-none-match": first.headers.get("etag") ?? "",
        "if-modified-since": new Date().toUTCString(),
        // As a browser that revalidates; fetch of itself asks for no cache at all.
        "cache-control": "max-age=0",
      };
      expect((await campus.browser().get(target, validators)).status).toBe(304);

      writeFileSync(
        file,
        kept.map((byte, at) => (at === kept.length - 1 ? byte ^ 1 : byte)),
      );
      utimesSync(file, time, time);
      expect((await campus.browser().get(target, validators)).status).toBe(200);
      writeFileSync(file, kept);
      utimesSync(file, time, time);
      expect((await campus.browser().get(target, validators)).status).toBe(304);
    },
  );

  test("any screen's address gives the page; a missing file, the socket's address and the API do not", async () => {
    for (const target of ["/", "/queue", "/ticket/0b1d/notes", "/crisis"]) {
      const answer = await campus.browser().get(target, { accept: "text/html" });
      expect([answer.status, answer.text]).toEqual([200, "<!doctype html><title>Alcove</title>"]);
    }
    for (const target of ["/assets/gone.js", "/favicon.ico", "/sync", "/sync/chat/x", "/api/x"]) {
      expect(refusal(await campus.browser().get(target, { accept: "text/html" }))).toBe("404 not-found");
    }
    expect(refusal(await campus.browser().get("/queue", { accept: "application/json" }))).toBe(
      "404 not-found",
    );
    expect(refusal(await campus.browser().post("/queue"))).toBe("404 not-found");
  });

  test.each([
    "/../alcove.db",
    "/..%2falcove.db",
    "/%2e%2e/alcove.db",
    "/assets/..%2f..%2falcove.db",
    "/..%5calcove.db",
    "/assets/%2e%2e%2f%2e%2e%2fauth-secret",
    "//../auth-secret",
    "/%00/../auth-secret",
    "/.hidden",
  ])("hostile: %s reaches nothing outside the client's folder", async (target) => {
    writeFileSync(path.join(campus.config.clientDir, ".hidden"), "hidden");
    const { status, text } = await raw(target, { accept: "text/html" });
    expect(text).not.toMatch(/SQLite format|hidden/);
    expect(text.length).toBeLessThan(300);
    if (status === 200) expect(text).toBe("<!doctype html><title>Alcove</title>");
    else expect(status).toBeLessThan(500);
  });
});

describe("health", () => {
  test("/healthz says that the process is up", async () => {
    expect((await campus.browser().get("/healthz")).status).toBe(200);
  });

  test("[H5] /readyz is 503 with the reason while the store or the accounts are not ready", async () => {
    const ready = () => campus.browser().get("/readyz");
    expect((await ready()).status).toBe(200);
    storeTrouble = "the disk is full";
    expect(await ready()).toMatchObject({ status: 503, text: "not ready: the disk is full\n" });
    storeTrouble = null;
    campus.db.prepare("UPDATE schema_version SET version = 0 WHERE part = 'accounts'").run();
    expect(await ready()).toMatchObject({ status: 503, text: "not ready: accounts are at version 0 of 3\n" });
    campus.db.prepare("UPDATE schema_version SET version = ? WHERE part = 'accounts'").run(accountsSchema);
    expect((await ready()).status).toBe(200);
  });

  test("[H6] /metrics is open on this machine and with the token, and closed to what came through a proxy", async () => {
    const metrics = (headers: Record<string, string>) => campus.browser().get("/metrics", headers);
    const local = await metrics({});
    expect(local.status).toBe(200);
    expect(local.text).toMatch(/alcove_http_requests_total\{method="GET",status="2xx"\} \d+/);
    expect(local.text).toMatch(/alcove_event_loop_delay_seconds\{quantile="0.99"\} [\d.e-]+/);
    expect(refusal(await metrics({ "x-forwarded-for": "203.0.113.9" }))).toBe("403 metrics-closed");
    const proxied = { forwarded: "for=203.0.113.9" };
    expect(refusal(await metrics({ ...proxied, authorization: "Bearer wrong" }))).toBe("403 metrics-closed");
    expect((await metrics({ ...proxied, authorization: "Bearer a-metrics-token-of-the-host" })).status).toBe(
      200,
    );
  });
});

describe("the campus", () => {
  test("shows crisis lines to anybody, before an admin has set any", async () => {
    const { json } = await campus.browser().get("/api/campus");
    expect(json).toMatchObject({ name: "Alcove", demo: false, signUp: { domains: [] } });
    expect(json.crisisLines[0]).toMatchObject({ name: "Emergency services", phone: "112" });
    expect(json.crisisLines[1].note).toContain("has not entered its crisis line yet");
  });

  test("[H7] is set by an admin, and never without a crisis line that can be dialled", async () => {
    const admin = await campus.signedIn("admin", "campusadmin");
    const line = { name: "Campus line", phone: "+49 30 1234", note: "Day and night" };
    const settings = { name: "Campus North", crisisLines: [line], responseHours: "Weekdays 9 to 5" };
    for (const bad of [
      { ...settings, crisisLines: [] },
      { ...settings, crisisLines: [{ ...line, phone: "" }] },
      { ...settings, crisisLines: [{ ...line, phone: "javascript:alert(1)" }] },
      { ...settings, name: " " },
      { ...settings, demo: true },
    ]) {
      expect(refusal(await admin.put("/api/campus", bad))).toBe("400 bad-request");
    }
    expect((await admin.put("/api/campus", settings)).json).toEqual({
      ...settings,
      demo: false,
      signUp: { domains: [] },
      typicalWaitMs: null,
    });
    expect((await campus.browser().get("/api/campus")).json.name).toBe("Campus North");
    expect((await admin.get("/api/me")).json.campus).toEqual({ name: "Campus North" });
  });
});
