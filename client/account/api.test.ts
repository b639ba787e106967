import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { ApiProblem, api, NetworkProblem, nothing, sentenceOf } from "./api.ts";

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: string) {
  const fetching = vi.fn(async () => new Response(status === 204 ? null : body, { status }));
  vi.stubGlobal("fetch", fetching);
  return fetching;
}

test("a refusal keeps its code and its sentence", async () => {
  answering(
    403,
    JSON.stringify({ error: { code: "account-suspended", message: "This account is suspended." } }),
  );
  const refused = await api.get("/api/me", nothing).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiProblem);
  expect(refused).toMatchObject({ code: "account-suspended", status: 403 });
  expect(sentenceOf(refused)).toBe("This account is suspended.");
});

test.each([502, 503, 504])("%i from a proxy counts as no network", async (status) => {
  answering(status, "<html>Bad gateway</html>");
  await expect(api.get("/api/me", nothing)).rejects.toBeInstanceOf(NetworkProblem);
});

test("no answer is a problem of its own kind", async () => {
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(api.post("/api/x", {}, nothing)).rejects.toBeInstanceOf(NetworkProblem);
});

test("an answer in another form is refused, not passed on", async () => {
  answering(200, JSON.stringify({ name: 7 }));
  await expect(api.get("/api/campus", z.object({ name: z.string() }))).rejects.toMatchObject({
    code: "unexpected-answer",
  });
});

test("204 has no body and is fine", async () => {
  answering(204, "");
  await expect(api.delete("/api/me/devices/1", nothing)).resolves.toBeUndefined();
});
