import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { doctor } from "../cli/doctor.ts";
import { readConfig } from "../config.ts";
import { type Context, createContext } from "../context.ts";
import { frontFindings, mismatchOf, watchFront } from "./front.ts";
import { freePort, programOf, type RealProxy, startCaddy, startNginx } from "./testing/real-proxy.ts";

const nginx = programOf("nginx");
const caddy = programOf("caddy");

let dataDir: string;
let said: string[];
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "alcove-front-"));
  said = [];
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe("what is said", () => {
  const watch = (config: { publicUrl: string | null; trustProxy: number }) =>
    watchFront(config, { dataDir, say: (text) => said.push(text), now: () => 0 });

  test("[H18] the first forwarded request names TRUST_PROXY and the proxy; later ones are silent", () => {
    const front = watch({ publicUrl: "https://desk.example", trustProxy: 0 });
    front.seen({ headers: {}, remoteAddress: "172.18.0.2" });
    expect(said).toEqual([]);
    for (const sender of ["203.0.113.7", "203.0.113.8"])
      front.seen({ headers: { "x-forwarded-for": sender }, remoteAddress: "172.18.0.2" });
    expect(said).toEqual([expect.stringMatching(/172\.18\.0\.2.*TRUST_PROXY=1/)]);
    expect(said.join()).not.toContain("203.0.113");
    expect(frontFindings(dataDir)).toEqual([{ at: 0, text: said[0] }]);
  });

  test("[H18] a proxy that is trusted is not spoken of", () => {
    watch({ publicUrl: "https://desk.example", trustProxy: 1 }).seen({
      headers: { "x-forwarded-for": "203.0.113.7" },
      remoteAddress: "127.0.0.1",
    });
    expect(said).toEqual([]);
  });

  test.each([
    [0, { forwarded: "for=203.0.113.7" }],
    [0, { "x-real-ip": "203.0.113.7" }],
    [1, { "x-real-ip": "203.0.113.7", "x-forwarded-proto": "https" }],
    [1, { "cf-connecting-ip": "203.0.113.7", "x-forwarded-for": " " }],
    [1, { origin: "https://desk.example" }],
  ])(
    "[H18] with TRUST_PROXY=%i a proxy that says %j names nobody's address, and that is said",
    (trustProxy, headers) => {
      const front = watch({ publicUrl: "https://desk.example", trustProxy });
      front.seen({ headers, remoteAddress: "172.18.0.2" });
      expect(said).toEqual([expect.stringMatching(/172\.18\.0\.2.*X-Forwarded-For/)]);
      expect(said.join()).not.toContain("203.0.113");
    },
  );

  test("[H18] more proxies believed than a request passed is said: anybody could claim an address", () => {
    const front = watch({ publicUrl: "https://desk.example", trustProxy: 2 });
    front.seen({ headers: {}, remoteAddress: "127.0.0.1" });
    front.seen({ headers: { "x-forwarded-for": "203.0.113.7, 10.0.0.1" }, remoteAddress: "127.0.0.1" });
    expect(said).toEqual([]);
    front.seen({ headers: { "x-forwarded-for": "203.0.113.7" }, remoteAddress: "127.0.0.1" });
    expect(said).toEqual([expect.stringMatching(/TRUST_PROXY is 2.*passed 1/)]);
  });

  test("[H18] a stranger who makes up addresses fills neither log nor file", () => {
    const front = watch({ publicUrl: "https://desk.example", trustProxy: 1 });
    for (let at = 0; at < 1_000; at++)
      front.foreign({ headers: { origin: `https://n${at}.example` }, remoteAddress: "192.0.2.1" });
    expect(said).toHaveLength(20);
    expect(frontFindings(dataDir)).toHaveLength(20);
  });

  test("[H18] what the browser calls another site is an attack and not a setting", () => {
    const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    watch({ publicUrl: "https://desk.example", trustProxy: 1 }).foreign({ headers, remoteAddress: "x" });
    expect(said).toEqual([]);
  });

  test.each(["null", "not an address", "data:text/html,x", "https://ok.example/\nSet-Cookie: x"])(
    "[H18] nothing is repeated of the origin %j but an origin",
    (origin) => {
      const text = mismatchOf({ publicUrl: null }, { origin, host: "a b\n" }) ?? "";
      expect(text).not.toMatch(/\n|data:|Set-Cookie|a b/);
    },
  );

  test("[H18] a new start forgets what the one before found", () => {
    watch({ publicUrl: null, trustProxy: 0 }).noUpgrade({ headers: {}, remoteAddress: "192.0.2.1" });
    expect(frontFindings(dataDir)).toHaveLength(1);
    watch({ publicUrl: null, trustProxy: 0 });
    expect(frontFindings(dataDir)).toEqual([]);
  });
});

describe("behind a real proxy", () => {
  let proxyPort: number;
  let proxy: RealProxy;
  let context: Context;
  let serverPort: number;

  /** The server, and in front of it a proxy made by `make`. */
  async function behind(env: Record<string, string>, make: () => Promise<RealProxy>): Promise<void> {
    const config = readConfig({ DATA_DIR: dataDir, PORT: "0", ...env });
    context = await createContext(config, { authSecret: null }, { say: (text) => said.push(text) });
    serverPort = await context.listen();
    proxy = await make();
  }
  beforeEach(async () => {
    proxyPort = await freePort();
  });
  afterEach(async () => {
    await proxy?.stop();
    await context?.stop();
  });

  const opened = () => `http://127.0.0.1:${proxyPort}`;
  const passing = "proxy_http_version 1.1; proxy_set_header Host $host:$server_port;";
  const upgrading =
    "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;";

  /** What a browser's page at `origin` gets when it opens the socket: 401 is as far as nobody gets. */
  function openSocket(origin = opened()): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const asked = request(`${opened()}/sync`, {
        headers: {
          Origin: origin,
          Connection: "Upgrade",
          Upgrade: "websocket",
          "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
          "Sec-WebSocket-Version": "13",
        },
      });
      asked.once("error", reject).once("response", (answer) => {
        let text = "";
        answer.on("data", (chunk) => {
          text += String(chunk);
        });
        answer.once("end", () => resolve({ status: answer.statusCode ?? 0, text }));
      });
      asked.end();
    });
  }

  async function signIn(origin = opened()): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${opened()}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { origin, "content-type": "application/json" },
      body: JSON.stringify({ email: "nobody@campus.example", password: "correct horse battery" }),
    });
    return { status: answer.status, text: await answer.text() };
  }

  async function doctorSays(env: Record<string, string>): Promise<string> {
    const lines: string[] = [];
    await doctor.run([], {
      env: { DATA_DIR: dataDir, ...env },
      out: (line: string) => lines.push(line),
    } as unknown as Parameters<typeof doctor.run>[1]);
    return lines.join("\n");
  }

  test.skipIf(nginx === null)(
    "[H18] nginx as README sets it up: sockets and writes pass, nothing is said",
    async () => {
      const env = { PUBLIC_URL: opened(), TRUST_PROXY: "1" };
      await behind(env, () =>
        startNginx(
          nginx ?? "",
          proxyPort,
          `proxy_pass http://127.0.0.1:${serverPort}; ${passing} ${upgrading} proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;`,
        ),
      );
      expect((await openSocket()).status).toBe(401);
      expect((await signIn()).status).toBe(401);
      expect(said).toEqual([]);
    },
  );

  test.skipIf(nginx === null)("[H18] nginx that drops Upgrade: answer, log and doctor name it", async () => {
    await behind({ PUBLIC_URL: opened() }, () =>
      startNginx(nginx ?? "", proxyPort, `proxy_pass http://127.0.0.1:${serverPort}; ${passing}`),
    );
    const answer = await openSocket();
    expect(answer.status).toBe(426);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: "needs-websocket" } });
    expect(said).toEqual([expect.stringMatching(/Upgrade/)]);
    expect(await doctorSays({ PUBLIC_URL: opened() })).toMatch(/^warn {2}proxy: .*Upgrade/m);
  });

  test.skipIf(nginx === null)(
    "[H18] nginx that drops Host: refusal, log and doctor name both addresses",
    async () => {
      await behind({}, () =>
        startNginx(
          nginx ?? "",
          proxyPort,
          `proxy_pass http://127.0.0.1:${serverPort}; proxy_http_version 1.1; ${upgrading}`,
        ),
      );
      const both = new RegExp(`127\\.0\\.0\\.1:${proxyPort}.*127\\.0\\.0\\.1:${serverPort}.*PUBLIC_URL`);
      const write = await signIn();
      expect([write.status, JSON.parse(write.text).error.code]).toEqual([403, "foreign-origin"]);
      expect(JSON.parse(write.text).error.message).toMatch(both);
      const socket = await openSocket();
      expect([socket.status, socket.text]).toEqual([403, expect.stringMatching(both)]);
      expect(said).toEqual([expect.stringMatching(both)]);
      expect(await doctorSays({})).toMatch(both);
    },
  );

  test.skipIf(nginx === null)("[H18] opened at another address than PUBLIC_URL: both are named", async () => {
    await behind({ PUBLIC_URL: "https://desk.example", TRUST_PROXY: "1" }, () =>
      startNginx(
        nginx ?? "",
        proxyPort,
        `proxy_pass http://127.0.0.1:${serverPort}; ${passing} ${upgrading}`,
      ),
    );
    const origin = "http://desk.lan:8080";
    const both = /desk\.lan:8080.*https:\/\/desk\.example.*PUBLIC_URL/;
    expect(JSON.parse((await signIn(origin)).text).error.message).toMatch(both);
    expect((await openSocket(origin)).text).toMatch(both);
    expect(said).toEqual([expect.stringMatching(both)]);
  });

  test.skipIf(caddy === null)("[H18] Caddy as README sets it up: sockets and writes pass", async () => {
    await behind({ PUBLIC_URL: opened(), TRUST_PROXY: "1" }, () =>
      startCaddy(caddy ?? "", proxyPort, `reverse_proxy 127.0.0.1:${serverPort}`),
    );
    expect((await openSocket()).status).toBe(401);
    expect((await signIn()).status).toBe(401);
    expect(said).toEqual([]);
  });

  test.skipIf(caddy === null)(
    "[H18] Caddy in another container, with nothing trusted, is spoken of once",
    async () => {
      const env = { PUBLIC_URL: opened(), HOST: "0.0.0.0" };
      await behind(env, () => startCaddy(caddy ?? "", proxyPort, `reverse_proxy 127.0.0.1:${serverPort}`));
      await signIn();
      await openSocket();
      expect(said).toEqual([expect.stringMatching(/127\.0\.0\.1 .*TRUST_PROXY=1/)]);
      expect(await doctorSays(env)).toMatch(/TRUST_PROXY/);
    },
  );
});
