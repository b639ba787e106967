import { describe, expect, test } from "vitest";
import { originAllowed } from "./origin.ts";

const desk = { publicUrl: "https://desk.campus.example" };
const anywhere = { publicUrl: null };

describe("originAllowed", () => {
  test.each([
    [desk, { origin: "https://desk.campus.example", host: "10.0.0.7:8787" }, true],
    [desk, { origin: "http://desk.campus.example", host: "desk.campus.example" }, false],
    [desk, { origin: "https://desk.campus.example:444", host: "desk.campus.example:444" }, false],
    [desk, { origin: "https://evil.example", host: "evil.example" }, false],
    [desk, { origin: "http://localhost:8787", host: "localhost:8787" }, true],
    [desk, { origin: "http://localhost:3000", host: "localhost:8787" }, false],
    [anywhere, { origin: "http://192.168.0.4:8787", host: "192.168.0.4:8787" }, true],
    [anywhere, { origin: "http://evil.example", host: "192.168.0.4:8787" }, false],
    [anywhere, { origin: "null", host: "localhost" }, false],
    [anywhere, { origin: "http://localhost" }, false],
    [anywhere, { host: "localhost", "sec-fetch-site": "same-origin" }, true],
    [anywhere, { host: "localhost", "sec-fetch-site": "cross-site" }, false],
    [anywhere, { host: "localhost", "sec-fetch-site": "none" }, false],
    [desk, { host: "desk.campus.example" }, true],
  ])("%j with %j: %s", (config, headers, allowed) => {
    expect(originAllowed(config, headers)).toBe(allowed);
  });
});
