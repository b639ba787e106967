import { gzipSync } from "node:zlib";
import type { Attack } from "../attack.ts";
import { Tries } from "../tries.ts";
import { ask, asPage, sendRaw, statusesIn } from "./ask.ts";

const mebibyte = 1024 * 1024;
const at = "/api/auth/sign-in/email";

export const bodies: readonly Attack[] = [
  {
    group: "http",
    name: "malformed-bodies",
    promise:
      "A body that is too large, too deep, not JSON, not UTF-8, a compressed bomb or of another form is refused in our words, and never answered 500.",
    run: async (target) => {
      const tries = new Tries();
      const { cookie } = await target.add("admin", "Ada");
      const json = { ...asPage(target.url, cookie) };
      const bomb = gzipSync(Buffer.alloc(64 * mebibyte, 0x20));
      const cases: [string, Record<string, string>, string | Uint8Array][] = [
        ["deep", json, `${"[".repeat(30_000)}${"]".repeat(30_000)}`],
        ["deep objects", json, `${'{"a":'.repeat(8_000)}1${"}".repeat(8_000)}`],
        ["never closed", json, "[".repeat(60_000)],
        ["large", json, JSON.stringify({ name: "x".repeat(mebibyte) })],
        ["a number too long", json, `{"name":${"9".repeat(60_000)}}`],
        ["not JSON", json, '{"name":'],
        ["a NUL", json, '{"name":"\u0000"}'],
        ["a lone surrogate", json, '{"name":"\\ud800"}'],
        ["no UTF-8", json, new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
        [
          "__proto__",
          json,
          '{"__proto__":{"role":"admin"},"name":"x","constructor":{"prototype":{"role":"admin"}}}',
        ],
        ["an array", json, "[]"],
        ["null", json, "null"],
        ["a string", json, '"x"'],
        ["a bomb", { ...json, "content-encoding": "gzip" }, bomb],
        ["half a bomb", { ...json, "content-encoding": "gzip" }, bomb.subarray(0, 100)],
        ["not gzip", { ...json, "content-encoding": "gzip" }, '{"name":"x"}'],
        ["an encoding nobody has", { ...json, "content-encoding": "x-evil" }, '{"name":"x"}'],
        ["UTF-7", { ...json, "content-type": "application/json; charset=utf-7" }, '{"name":"x"}'],
        ["UTF-16", { ...json, "content-type": "application/json; charset=utf-16" }, '{"name":"x"}'],
        [
          "a charset nobody has",
          { ...json, "content-type": "application/json; charset=evil" },
          '{"name":"x"}',
        ],
      ];
      for (const [name, headers, body] of cases) {
        for (const [method, path] of [
          ["PUT", "/api/me"],
          ["POST", at],
          ["PUT", "/api/campus"],
          ["POST", "/api/notices/read"],
        ] as const) {
          const answer = await ask(target.port, { method, path, headers, body });
          tries.expect(
            // Cut off is an answer too, to who sends on after the refusal.
            [400, 413, 0].includes(answer.status) &&
              (answer.status === 0 || answer.text.startsWith('{"error":')),
            `${name} at ${path}: ${answer.status}`,
          );
        }
      }
      return tries.outcome("400 or 413 each");
    },
  },
  {
    group: "http",
    name: "mass-assignment",
    promise:
      "A field that is not asked for (role, status, id) is refused wherever it stands; nobody gives themselves a role.",
    run: async (target) => {
      const tries = new Tries();
      const mallory = await target.add("student", "Mallory");
      const extras = [
        { role: "admin" },
        { status: "active" },
        { id: "1" },
        { emailVerified: true },
        { person: { role: "admin" } },
        { "person.role": "admin" },
        { "role[]": "admin" },
      ];
      for (const extra of extras) {
        for (const [method, path, body] of [
          ["PUT", "/api/me", { name: "Mallory" }],
          [
            "POST",
            "/api/auth/sign-up/email",
            { name: "M", email: `m${Math.random()}@x.example`, password: "a good long password" },
          ],
          ["POST", at, { email: mallory.person.email, password: "x" }],
          ["PUT", "/api/notifications/phone", { phone: null }],
          ["POST", "/api/me/password", { currentPassword: "x", newPassword: "y" }],
        ] as const) {
          const answer = await ask(target.port, {
            method,
            path,
            headers: asPage(target.url, mallory.cookie),
            body: JSON.stringify({ ...body, ...extra }),
          });
          tries.expect(answer.status === 400, `${JSON.stringify(extra)} at ${path}: ${answer.status}`);
        }
      }
      const me = await ask(target.port, { path: "/api/me", headers: { cookie: mallory.cookie } });
      tries.alsoExpect(me.text.includes('"role":"student"'), "Mallory is no student any more");
      return tries.outcome("400 each");
    },
  },
  {
    group: "http",
    name: "smuggling",
    promise:
      "A request whose length can be read in two ways is refused, and nothing behind it is taken for another request.",
    run: async (target) => {
      const tries = new Tries();
      const smuggled = `GET /api/people HTTP/1.1\r\nHost: x\r\n\r\n`;
      const head = `POST ${at} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nContent-Type: application/json\r\n`;
      const cases = {
        "CL and TE": `${head}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
        "TE and CL": `${head}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n${smuggled}\r\n0\r\n\r\n`,
        "two lengths": `${head}Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
        "a length with a sign": `${head}Content-Length: +0\r\n\r\n${smuggled}`,
        "a length in hex": `${head}Content-Length: 0x0\r\n\r\n${smuggled}`,
        "TE twice": `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${smuggled}`,
        "TE misspelt": `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
        "TE with a tab": `${head}Transfer-Encoding:\tchunked, identity\r\n\r\n0\r\n\r\n${smuggled}`,
        "a bare CR": `${head}X: y\rContent-Length: 0\r\n\r\n${smuggled}`,
        "a folded header": `${head}X: y\r\n Content-Length: 0\r\n\r\n${smuggled}`,
        "a space before the colon": `${head}Content-Length : 0\r\n\r\n${smuggled}`,
        "a chunk of no number": `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n${smuggled}`,
        "a chunk too long for a number": `${head}Transfer-Encoding: chunked\r\n\r\n${"f".repeat(40)}\r\n${smuggled}`,
      };
      for (const [name, bytes] of Object.entries(cases)) {
        const statuses = statusesIn(await sendRaw(target.port, bytes, 500));
        tries.expect(
          statuses.length <= 1 && statuses.every((status) => status >= 400 && status < 500),
          `${name}: ${statuses.join(" and ")}`,
        );
      }
      return tries.outcome("400 and the end of the connection");
    },
  },
  {
    group: "http",
    name: "headers",
    promise:
      "Too many or too long headers, and lines that are no HTTP, end the connection; a Host that is made up stands in no address we give out to others.",
    run: async (target) => {
      const tries = new Tries();
      const { headers } = await target.add("student", "Mallory");
      const line = `GET /api/campus HTTP/1.1\r\nHost: x\r\n`;
      const cases: [string, string][] = [
        ["a long header", `${line}X: ${"x".repeat(100_000)}\r\n\r\n`],
        ["many headers", `${line}${"X: y\r\n".repeat(20_000)}\r\n`],
        ["a long address", `GET /${"x".repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
        ["no HTTP", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n"],
        ["no such version", "GET / HTTP/9.9\r\nHost: x\r\n\r\n"],
        ["no Host", "GET /api/campus HTTP/1.1\r\n\r\n"],
        ["two Hosts", `${line}Host: y\r\n\r\n`],
        ["CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n"],
        ["a whole address", "GET http://169.254.169.254/latest HTTP/1.1\r\nHost: x\r\n\r\n"],
        ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
      ];
      for (const [name, bytes] of cases) {
        const came = await sendRaw(target.port, bytes, 1_000);
        tries.expect(
          statusesIn(came).every((status) => status < 500) && !/latest|ami-id/.test(came),
          `${name}: ${statusesIn(came).join()}`,
        );
      }
      for (const host of ["evil.example", "evil.example:80@x", '"><script>', "x y"]) {
        const answer = await ask(target.port, {
          path: "/",
          headers: { ...headers, host, accept: "text/html" },
        });
        tries.expect(
          answer.status < 500 && !String(answer.headers["content-security-policy"]).includes("<"),
          `Host ${host}: ${answer.status}`,
        );
      }
      return tries.outcome("refused or answered as ever");
    },
  },
];
