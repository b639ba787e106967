import path from "node:path";
import { describe, expect, test } from "vitest";
import { isLoopback, readConfig, readSecrets } from "./config.ts";

describe("readConfig", () => {
  test("[H8] has a default for everything", () => {
    expect(readConfig({})).toEqual({
      port: 8787,
      host: "127.0.0.1",
      dataDir: path.resolve("data"),
      publicUrl: null,
      trustProxy: 0,
      campusDomains: [],
      metricsToken: null,
      clientDir: path.resolve("dist/client"),
      campusName: "Alcove",
      demo: false,
      outgoing: { mailFrom: null, pushPrivateHosts: false, twilio: null },
      meetings: {
        jitsiUrl: null,
        googleClientId: null,
        googleServiceAccountFile: null,
        googleDelegate: null,
        googleEndpoint: null,
      },
    });
  });

  test("reads what is set, and takes an empty variable as not set", () => {
    const config = readConfig({
      PORT: "0",
      PUBLIC_URL: "https://Desk.Campus.example/",
      ALCOVE_STUDENT_DOMAINS: "Campus.example, students.campus.example",
      METRICS_TOKEN: "",
      ALCOVE_DEMO: "1",
    });
    expect(config).toMatchObject({
      port: 0,
      publicUrl: "https://desk.campus.example",
      campusDomains: ["campus.example", "students.campus.example"],
      metricsToken: null,
      demo: true,
    });
  });

  test.each([
    ["PORT", "eight"],
    ["PORT", "70000"],
    ["PUBLIC_URL", "desk.campus.example"],
    ["PUBLIC_URL", "javascript:alert(1)"],
    ["PUBLIC_URL", "https://campus.example/desk"],
    ["TRUST_PROXY", "all"],
    ["ALCOVE_STUDENT_DOMAINS", "campus"],
    ["ALCOVE_STUDENT_DOMAINS", "*.campus.example"],
    ["METRICS_TOKEN", "short"],
    ["ALCOVE_DEMO", "yes"],
  ])("a bad %s is refused by name: %s", (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name} `));
  });

  test("one proxy is implied by an https address on a server that hears only loopback", () => {
    const PUBLIC_URL = "https://desk.campus.example";
    expect(readConfig({ PUBLIC_URL }).trustProxy).toBe(1);
    expect(readConfig({ PUBLIC_URL, HOST: "0.0.0.0" }).trustProxy).toBe(0);
    expect(readConfig({ PUBLIC_URL, HOST: "0.0.0.0", TRUST_PROXY: "2" }).trustProxy).toBe(2);
  });
});

test("[H8] a short secret is refused by name, and its value is not repeated", () => {
  expect(() => readSecrets({ ALCOVE_SECRET: "hunter2" })).toThrow(
    /^ALCOVE_SECRET must have at least 32 characters$/,
  );
  expect(readSecrets({}).authSecret).toBeNull();
});

test("loopback has many names, and a look-alike is not one", () => {
  for (const name of ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "::ffff:127.0.0.1"]) {
    expect(isLoopback(name), name).toBe(true);
  }
  for (const name of ["localhost.evil.example", "128.0.0.1", "127.0.0.1.evil.example", "::2"]) {
    expect(isLoopback(name), name).toBe(false);
  }
});
