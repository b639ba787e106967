import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { ApiProblem, api, NetworkProblem, nothing, onNotAdmitted, sentenceOf } from "./api.ts";

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

test.each([401, 403, 407, 511])(
  "[T12] %i of a proxy or a captive portal counts as no network",
  async (status) => {
    const heard = vi.fn();
    const stop = onNotAdmitted(heard);
    for (const body of ["<html>Sign in to the network</html>", "{}", '{"error":"unauthorized"}']) {
      answering(status, body);
      await expect(api.get("/api/campus", nothing)).rejects.toBeInstanceOf(NetworkProblem);
    }
    expect(heard).not.toHaveBeenCalled();
    stop();
  },
);

test.each(["<html>Please accept our terms</html>", "OK", ""])(
  "[T12] 200 of a captive portal or a proxy, %j, is no answer of ours: nothing was done",
  async (page) => {
    answering(200, page);
    await expect(api.post("/api/me/password", {}, nothing)).rejects.toBeInstanceOf(NetworkProblem);
    await expect(api.get("/api/me", z.object({ person: z.string() }))).rejects.toBeInstanceOf(NetworkProblem);
    await expect(api.text("/api/audit/export")).rejects.toBeInstanceOf(NetworkProblem);
  },
);

test("[T13] our own answer that nobody is signed in is heard, whatever was asked", async () => {
  const heard = vi.fn();
  const stop = onNotAdmitted(heard);
  answering(401, JSON.stringify({ error: { code: "signed-out", message: "Sign in first." } }));
  await expect(api.get("/api/notifications", nothing)).rejects.toBeInstanceOf(ApiProblem);
  expect(heard.mock.calls).toEqual([["signed-out"]]);
  answering(403, JSON.stringify({ error: { code: "forbidden", message: "" } }));
  await expect(api.get("/api/people", nothing)).rejects.toBeInstanceOf(ApiProblem);
  expect(heard).toHaveBeenCalledOnce();
  stop();
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
