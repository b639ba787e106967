import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { deviceMemory } from "./device-memory.ts";
import { comingIn, tellSignOut, whoAmI } from "./whoami.ts";

beforeEach(() => deviceMemory.setOwesSignOut(true));
afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: object) {
  const fetching = vi.fn(async (_path: string) => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal("fetch", fetching);
  return fetching;
}

const refused = (code: string) => ({ error: { code, message: "No." } });

test.each([
  [200, { success: true }],
  [401, refused("signed-out")],
  [403, refused("account-suspended")],
])("[U17] a sign-out that the server answers with %i is told", async (status, body) => {
  answering(status, body);
  await tellSignOut();
  expect(await deviceMemory.owesSignOut()).toBe(false);
});

test.each([
  [429, refused("too-many-attempts")],
  [500, refused("server-error")],
  [503, refused("busy")],
  [403, refused("foreign-origin")],
  [403, { message: "a proxy's" }],
])(
  "[U17] a sign-out that is answered with %i is still owed, and told before anything is asked",
  async (status, body) => {
    const fetching = answering(status, body);
    await expect(tellSignOut()).rejects.toThrow();
    expect(await deviceMemory.owesSignOut()).toBe(true);
    expect(await whoAmI()).toEqual({ answer: "unreachable" });
    expect(fetching.mock.calls.map(([path]) => path)).toEqual(["/api/auth/sign-out", "/api/auth/sign-out"]);
  },
);

test("[D31] a sign-out that is answered late is given up before somebody signs in, and stays owed until they are in", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (path: string, { signal }: { signal: AbortSignal }) => {
    asked.push(path);
    if (path !== "/api/auth/sign-out") return Promise.resolve(new Response(JSON.stringify({ person: null })));
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  const leaving = tellSignOut();
  await vi.waitFor(() => expect(asked).toEqual(["/api/auth/sign-out"]));
  await comingIn(async () => {
    await expect(leaving).rejects.toThrow();
    expect(await deviceMemory.owesSignOut()).toBe(true);
    // Told now, it would end the sign-in that is being made.
    expect(await whoAmI()).toEqual({ answer: "unreachable" });
    await deviceMemory.setOwesSignOut(false);
  });
  expect(asked).toEqual(["/api/auth/sign-out"]);
  expect(await deviceMemory.owesSignOut()).toBe(false);
});
