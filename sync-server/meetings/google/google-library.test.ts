import { generateKeyPairSync } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import { loadGoogleLibrary } from "./google-library.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Notes where requests go, and lets none leave. */
function watched(): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (input: URL, init?: RequestInit) => {
    asked.push(`${init?.method ?? "GET"} ${input.href}`);
    const body = input.pathname === "/token" ? { access_token: "ya29", expires_in: 3_599 } : { id: "e" };
    return Response.json(body);
  });
  return asked;
}

test("without an endpoint of the host's it is Google itself that is asked, each time once", async () => {
  const asked = watched();
  const google = await loadGoogleLibrary(null);
  const own = google.oauth({ clientId: "id", clientSecret: "secret" });
  expect(own.generateAuthUrl()).toMatch(/^https:\/\/accounts\.google\.com\/o\/oauth2\/v2\/auth\?/);
  own.setCredentials({ refresh_token: "1//x" });
  await google.calendar(own).events.get({ calendarId: "primary", eventId: "e" });
  await own.revokeToken("1//x");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const robot = google.serviceAccount({
    email: "robot@project.example",
    key,
    subject: "desk@campus.example",
  });
  await google.calendar(robot).events.delete({ calendarId: "primary", eventId: "e" });
  expect(asked).toEqual([
    "POST https://oauth2.googleapis.com/token",
    "GET https://www.googleapis.com/calendar/v3/calendars/primary/events/e",
    "POST https://oauth2.googleapis.com/revoke?token=1%2F%2Fx",
    "POST https://oauth2.googleapis.com/token",
    "DELETE https://www.googleapis.com/calendar/v3/calendars/primary/events/e",
  ]);
});

test("[J3] the library does not try again by itself: a job's tries are the only ones", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (input: URL) => {
    asked.push(input.pathname);
    return Response.json({ error: { code: 503 } }, { status: 503 });
  });
  const google = await loadGoogleLibrary(null);
  const own = google.oauth({ clientId: "id", clientSecret: "secret" });
  own.setCredentials({ refresh_token: "1//x" });
  await expect(google.calendar(own).events.get({ calendarId: "primary", eventId: "e" })).rejects.toThrow();
  await expect(own.revokeToken("1//x")).rejects.toThrow();
  expect(asked).toEqual(["/token", "/revoke"]);
});
