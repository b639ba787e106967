import { describe, expect, test } from "vitest";
import { baseUrlOf } from "./base-url.ts";
import { Problem } from "./problem.ts";

const asked = (host: string, protocol = "http") => baseUrlOf({ publicUrl: null }, { host, protocol });

describe("[H13] links without PUBLIC_URL", () => {
  test.each(["localhost", "localhost:8787", "127.0.0.1:8787", "[::1]:8787", "LOCALHOST:1"])(
    "lead to this machine by %s",
    (host) => {
      expect(asked(host)).toBe(`http://${host.toLowerCase()}`);
      expect(asked(host, "https")).toBe(`https://${host.toLowerCase()}`);
      expect(asked(host, "javascript")).toBe(`http://${host.toLowerCase()}`);
    },
  );

  test.each([
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "localhost@evil.example",
    "evil.example@localhost",
    "localhost/evil",
    "localhost?x",
    "localhost#x",
    "localhost\\x",
    "192.168.1.5:8787",
    "0.0.0.0",
    "2130706433",
    "",
    "localhost:99999",
  ])("are refused for %j, in a sentence that names the setting", (host) => {
    expect(() => asked(host)).toThrow(Problem);
    expect(() => asked(host)).toThrow(/PUBLIC_URL/);
  });
});

test("[H13] with PUBLIC_URL no host of a request counts", () => {
  const config = { publicUrl: "https://desk.example" };
  expect(baseUrlOf(config, { host: "evil.example", protocol: "http" })).toBe("https://desk.example");
});
