import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { type Assault, Tally } from "./assault.ts";

/** Requests at the same time. */
const atOnce = 100;

/** Signs in with wrong passwords as fast as it goes: each that is let through costs a hash. */
export const signIns: Assault = (ground) =>
  requests(ground, () => ({
    path: "/api/auth/sign-in/email",
    body: JSON.stringify({ email: `${randomUUID()}@attack.example`, password: "not the password" }),
  }));

/** Bodies as large as they may be, nested as deep as they can be. */
export const nestedBodies: Assault = (ground) => {
  const body = "[".repeat(30_000) + "]".repeat(30_000);
  return requests(ground, () => ({ path: "/api/auth/sign-in/email", body }));
};

/** The files and the public page of the campus. */
export const pages: Assault = (ground) => requests(ground, () => ({ path: "/api/campus", body: null }));

async function requests(
  { port, over }: Parameters<Assault>[0],
  make: () => { path: string; body: string | null },
): Promise<{ tried: number; happened: string }> {
  const came = new Tally();
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  let tried = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (!over()) {
        tried++;
        const { path, body } = make();
        came.add(`HTTP ${await answerTo(port, { agent, path, body })}`);
      }
    }),
  );
  agent.destroy();
  return { tried, happened: came.words };
}

function answerTo(
  port: number,
  { agent, path, body }: { agent: Agent; path: string; body: string | null },
): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        path,
        agent,
        method: body === null ? "GET" : "POST",
        headers: { "content-type": "application/json" },
        timeout: 20_000,
      },
      (response) => {
        response.resume();
        response.once("close", () => resolve(response.statusCode ?? 0));
      },
    );
    sent.once("error", () => resolve(0));
    sent.once("timeout", () => sent.destroy());
    sent.end(body ?? undefined);
  });
}
