import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultPreferences } from "../../shared/notifications/preferences.ts";
import type { Role } from "../../shared/policy/roles.ts";
import { type Db, databasePath, openDatabase } from "../../sync-server/accounts/database.ts";
import { addPerson } from "../../sync-server/accounts/people.ts";
import { authSecret } from "../../sync-server/accounts/secret.ts";
import { addSignIn } from "../../sync-server/accounts/sign-ins.ts";
import { startDesk, type TestDesk } from "../../sync-server/sync/test-desk.ts";
import { type Needs, type Route, routes } from "./routes.ts";

let desk: TestDesk;
let db: Db;
beforeAll(async () => {
  desk = await startDesk();
  db = openDatabase(databasePath(desk.dataDir));
});
afterAll(async () => {
  db.close();
  await desk.stop();
});

const email = "somebody@campus.example";
const password = "correct horse battery";
const token = "A".repeat(43);
/** What each route that reads a body expects in it. A route that is not here reads none. */
const bodies: Record<string, object> = {
  "POST /api/auth/sign-up/email": { name: "Somebody", email, password, rememberMe: true },
  "POST /api/auth/sign-in/email": { email, password, rememberMe: true },
  "PUT /api/me/": { name: "Somebody" },
  "POST /api/me/password": { currentPassword: password, newPassword: password },
  "PUT /api/campus/": {
    name: "Campus",
    crisisLines: [{ name: "Line", phone: "112", note: "Always" }],
    responseHours: "Always",
  },
  "POST /api/people/:id/role": { role: "student", handOverTo: "x" },
  "POST /api/people/:id/suspend": { handOverTo: "x" },
  "POST /api/setup": { token, name: "Somebody", email, password, rememberMe: true },
  "POST /api/invitations/lookup": { token },
  "POST /api/invitations/accept": { token, name: "Somebody", password, rememberMe: true },
  "POST /api/invitations": { email, role: "counselor" },
  "POST /api/forgot-password": { email },
  "POST /api/reset-password": { token, password },
  "POST /api/tickets/:id/emergency-access": { password, reason: "a reason" },
  "PUT /api/meetings": { provider: "none", inviteStudent: false },
  "POST /api/notices/read": { upTo: 0 },
  "PUT /api/notifications": {
    preferences: defaultPreferences,
    quiet: { from: "22:00", to: "07:00", timeZone: "Europe/Berlin" },
  },
  "PUT /api/notifications/phone": { phone: "+4915112345678" },
  "PUT /api/notifications/on-call": { onCall: true },
  "POST /api/notifications/subscriptions": {
    endpoint: "https://push.example/x",
    keys: { p256dh: "A".repeat(87), auth: "A".repeat(22) },
  },
  "POST /api/notifications/subscriptions/end": { endpoint: "https://push.example/x" },
  "POST /api/notifications/test": { channel: "mail" },
  "PUT /api/notifications/campus": { crisisRepeatMinutes: 5 },
  "PUT /api/files/settings": { fileBytes: 10_000_000 },
};

/** Values that no field of any route may take: beyond what a desk can mean. */
const unbounded: readonly unknown[] = [
  "x".repeat(50_000),
  Array.from({ length: 5_000 }, () => "x"),
  1e308,
  -1.5,
  8_640_000_000_000_001,
  "9026-01-01T00:00:00Z".repeat(110),
];
/** Values that some field may take, and most must not. */
const odd: readonly unknown[] = [null, true, 0, "", "\0", "\ud800", [], {}, [[]], { toString: 1 }];

const json = { "content-type": "application/json" };
type Answer = { status: number; text: string };

async function ask(
  route: Pick<Route, "method">,
  target: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${desk.port}${target}`, {
    method: route.method,
    redirect: "manual",
    headers: { origin: `http://127.0.0.1:${desk.port}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, text: await answer.text() };
}

const roleFor: Record<Needs, Role | null> = {
  nobody: null,
  "signed-in": "student",
  active: "student",
  counselor: "counselor",
  admin: "admin",
};

/** Somebody whom the route lets in, for whom no rate is spent yet. */
function whoMay({ needs }: Route): Record<string, string> {
  const role = roleFor[needs];
  if (role === null) return {};
  const id = randomUUID();
  const person = addPerson(db, { name: "Mallory", email: `${id}@x.example`, role, passwordHash: null });
  const secret = authSecret(desk.dataDir, null);
  const bearer = addSignIn(db, { personId: person.id, secret, userAgent: "test", lastsMs: 3_600_000 });
  return { authorization: `Bearer ${bearer}` };
}

/** A refusal in our own form, from 400 to 499. */
function isRefusal({ status, text }: Answer, { method }: Route): boolean {
  if (status < 400 || status > 499) return false;
  return method === "HEAD" || /^\{"error":\{"code":"[a-z-]+","message":"[\s\S]*"\}\}$/.test(text);
}

/** Each way to put `value` in the place of one leaf of `body`. */
function* withLeaf(body: unknown, value: unknown): Generator<unknown> {
  if (typeof body !== "object" || body === null) {
    yield value;
    return;
  }
  for (const [key, inner] of Object.entries(body)) {
    for (const each of withLeaf(inner, value)) {
      yield Array.isArray(body) ? [each] : { ...body, [key]: each };
    }
  }
}

const pathOf = ({ path }: Route, value: string) => path.replace(/:[a-z0-9]+/gi, value);
const named = routes.map((route) => ({ name: `${route.method} ${route.path}`, route }));
const reading = named.filter(({ name }) => name in bodies);

test("every route whose body is read is in the table", () => {
  expect(reading).toHaveLength(Object.keys(bodies).length);
});

describe("[H19] hostile requests", () => {
  test.each(reading)("$name: no field takes what no desk can mean", async ({ name, route }) => {
    const target = pathOf(route, "x");
    const taken: string[] = [];
    for (const value of unbounded) {
      for (const body of withLeaf(bodies[name], value)) {
        const text = JSON.stringify(body);
        if (text.length > 60_000) continue;
        // A person for each, so that what is measured is the field and not a rate.
        const answer = await ask(route, target, { ...whoMay(route), ...json }, text);
        if (!isRefusal(answer, route) || answer.status === 429)
          taken.push(`${answer.status} for ${text.slice(0, 200)}`);
      }
    }
    expect(taken).toEqual([]);
  });

  test.each(reading)(
    "$name: a body of any other form is taken or refused, and never fails",
    async ({ name, route }) => {
      const valid = JSON.stringify(bodies[name]);
      const texts = [
        ...odd
          .flatMap((value) => [...withLeaf(bodies[name], value)].slice(0, 8))
          .map((b) => JSON.stringify(b)),
        `{"__proto__":{"role":"admin"},"constructor":{"prototype":{"x":1}},${valid.slice(1)}`,
        `${valid.slice(0, -1)},"x":${"[".repeat(2_000)}${"]".repeat(2_000)}}`,
        `${valid.slice(0, -1)},"x":1}`,
        `{"x":${"9".repeat(10_000)}}`,
        '{"x":NaN}',
        "null",
        "[]",
        '"x"',
        "x".repeat(1_000_000),
      ];
      const failed: string[] = [];
      let headers = {};
      for (const [index, text] of texts.entries()) {
        if (index % 40 === 0) headers = { ...whoMay(route), ...json };
        const answer = await ask(route, pathOf(route, "x"), headers, text);
        if (!isRefusal(answer, route) && answer.status >= 300)
          failed.push(`${answer.status} for ${text.slice(0, 100)}`);
      }
      expect(failed).toEqual([]);
      expect(await ask(route, pathOf(route, "x"), headers, "[]")).toSatisfy((a: Answer) =>
        isRefusal(a, route),
      );
    },
  );

  const values = [
    "x".repeat(5_000),
    "%00",
    "%ed%a0%80",
    "%ff",
    "%",
    "__proto__",
    "..%2f..%2fx",
    "1e308",
    "8640000000000001",
    "00000000-0000-4000-8000-00000000000%00",
  ];
  test.each(named.filter(({ route }) => route.path.includes(":")))(
    "$name: what no address can be finds nothing",
    async ({ name, route }) => {
      const headers = { ...whoMay(route), ...json, "tus-resumable": "1.0.0" };
      for (const value of values) {
        const body = bodies[name] === undefined ? undefined : JSON.stringify(bodies[name]);
        const answer = await ask(route, pathOf(route, value), headers, body);
        expect(answer, value.slice(0, 40)).toSatisfy((each: Answer) => isRefusal(each, route));
      }
    },
  );

  const queries = [
    "before=NaN",
    "before=1e308",
    "before=-1",
    "before=8640000000000001",
    `before=${"9".repeat(5_000)}`,
    "before=1&before=2",
    "before[x]=1&__proto__[x]=1&constructor.prototype=1",
    "state=%00&code=%ed%a0%80&error=%ff",
    "x=%",
    "&".repeat(5_000),
  ];
  test.each(named)("$name: a query or a header of any form never fails", async ({ route }) => {
    const headers = whoMay(route);
    const odd = [
      { cookie: `alcove.session_token=%; ${"a=b; ".repeat(1_000)}` },
      { authorization: `Bearer ${"x".repeat(8_000)}` },
      { range: "bytes=9e99-,-1", "if-none-match": "x".repeat(5_000) },
      { "tus-resumable": "1.0.0", "upload-length": "1e9", "upload-metadata": "__proto__ e30=" },
      { "tus-resumable": "1.0.0", "upload-length": "9".repeat(12), "upload-metadata": ", ,".repeat(2_000) },
      { "tus-resumable": "1.0.0", "upload-offset": "NaN", "content-type": "application/offset+octet-stream" },
    ];
    const requests = [
      ...queries.map((query) => ({ target: `${pathOf(route, "x")}?${query}`, more: {} })),
      ...odd.map((more) => ({ target: pathOf(route, "x"), more })),
    ];
    for (const { target, more } of requests) {
      const answer = await ask(route, target, { ...headers, ...more });
      expect(answer, `${target.slice(0, 80)} ${JSON.stringify(more).slice(0, 80)}`).toSatisfy(
        (each: Answer) => each.status < 400 || isRefusal(each, route),
      );
    }
  });

  test("a query of 10 MB is refused by its length", async () => {
    const socket = connect(desk.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(`GET /api/audit?${"x".repeat(10 * 1024 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const answer = await text(socket).catch(() => "");
    // Cut off is an answer too, to who sends on after the refusal.
    expect(answer === "" || answer.startsWith("HTTP/1.1 431")).toBe(true);
  });

  test("the log has not a word of all this", () => {
    expect(desk.errors).toEqual([]);
  });
});
