import { expect, test } from "vitest";
import { askWhy } from "./ask-why.ts";

const person = { id: "ana", name: "Ana", email: "a@example.org", role: "student" };
const answering = (status: number, body: unknown) => async () => Response.json(body, { status });

test("[T8] only the server's own clear no signs anybody out", async () => {
  expect(await askWhy(answering(200, { person: { ...person, status: "active" } }))).toBe("ok");
  expect(await askWhy(answering(200, { person: { ...person, status: "suspended" } }))).toBe("inactive");
  expect(await askWhy(answering(401, { error: { code: "signed-out", message: "" } }))).toBe("signed-out");
  expect(await askWhy(answering(403, { error: { code: "account-inactive", message: "" } }))).toBe("inactive");
});

test("[T8] a captive portal, a proxy's page and no network are no answer", async () => {
  const page = (status: number) => async () =>
    new Response("<html>", { status, headers: { "content-type": "text/html" } });
  expect(await askWhy(page(200))).toBe("unreachable");
  expect(await askWhy(page(401))).toBe("unreachable");
  for (const status of [401, 403])
    for (const body of [{}, { error: "unauthorized" }, { error: { code: "denied", message: "" } }])
      expect(await askWhy(answering(status, body))).toBe("unreachable");
  expect(await askWhy(answering(503, { error: { code: "unavailable", message: "" } }))).toBe("unreachable");
  expect(await askWhy(() => Promise.reject(new TypeError("Failed to fetch")))).toBe("unreachable");
});
