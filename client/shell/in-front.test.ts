import { expect, test } from "vitest";
import { lookInFront } from "./in-front.ts";

const answering = (status: number, type: string) => async () =>
  new Response(null, { status, headers: { "content-type": type } });

test.each([
  ["our own server", answering(200, "application/json; charset=utf-8"), "server"],
  ["a page in its place", answering(200, "text/html"), "somebody-else"],
  [
    "a redirect to a sign-in page",
    async () => Response.redirect("https://login.example/", 302),
    "somebody-else",
  ],
  ["a gateway that wants a sign-in", answering(401, "text/html"), "somebody-else"],
  ["a network that wants a sign-in", answering(511, "text/html"), "somebody-else"],
  ["a proxy whose server restarts", answering(502, "text/html"), "nothing"],
  ["our own server, which refuses", answering(503, "application/json"), "nothing"],
  ["nobody", () => Promise.reject(new TypeError("Failed to fetch")), "nothing"],
] as const)("[T17] %s", async (_, ask, found) => {
  expect(await lookInFront(ask)).toBe(found);
});
