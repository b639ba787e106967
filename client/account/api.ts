import { z } from "zod";
import { type NotAdmitted, notAdmitted, refusal } from "../../shared/refusal.ts";

/** The server answered no: `message` is a sentence for people, `code` is for the program. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;

  constructor(problem: { code: string; status: number; message: string }) {
    super(problem.message);
    this.name = "ApiProblem";
    this.code = problem.code;
    this.status = problem.status;
  }
}

const serverAway = "The server cannot be reached right now. Check your connection and try again.";
const notTheServer =
  "Something between this device and the server answered instead, such as the sign-in page of a network. Open any web page to see what it asks for.";

/** There was no answer at all: no network, no server, or none in time. */
export class NetworkProblem extends Error {
  constructor(options?: ErrorOptions, sentence = serverAway) {
    super(sentence, options);
    this.name = "NetworkProblem";
  }
}

/** Milliseconds; longer than the slowest honest answer, which is a hashed password on a busy machine. */
const patience = 20_000;

const hearers = new Set<(said: NotAdmitted) => void>();

/**
 * Called when any answer of our server says that this person is not signed in, or not active, any more.
 * @returns what takes the listener back
 */
export function onNotAdmitted(hear: (said: NotAdmitted) => void): () => void {
  hearers.add(hear);
  return () => void hearers.delete(hear);
}

/** The few calls over HTTP: accounts and the campus. Everything else goes through the replica. */
export const api = {
  /** @throws ApiProblem, NetworkProblem */
  get: <T>(path: string, schema: z.ZodType<T>): Promise<T> => call("GET", path, undefined, schema),
  /** @throws ApiProblem, NetworkProblem */
  post: <T>(path: string, body: object, schema: z.ZodType<T>, giveUp?: AbortSignal): Promise<T> =>
    call("POST", path, body, schema, giveUp),
  /** Posts, and gives the answer as it is: a file. @throws ApiProblem, NetworkProblem */
  async text(path: string): Promise<string> {
    const { status, type, text } = await answerTo("POST", path, {});
    if (status < 200 || status > 299) throw problemOf(status, text);
    if (!/^text\/csv\b/.test(type)) throw new NetworkProblem({}, notTheServer);
    return text;
  },
  /** @throws ApiProblem, NetworkProblem */
  put: <T>(path: string, body: object, schema: z.ZodType<T>): Promise<T> => call("PUT", path, body, schema),
  /** @throws ApiProblem, NetworkProblem */
  delete: <T>(path: string, schema: z.ZodType<T>): Promise<T> => call("DELETE", path, undefined, schema),
};

/** For calls whose answer says nothing more than that it worked. */
export const nothing = z.unknown().transform(() => undefined);

async function call<T>(
  method: string,
  path: string,
  body: object | undefined,
  schema: z.ZodType<T>,
  giveUp?: AbortSignal,
): Promise<T> {
  const { status, text } = await answerTo(method, path, body, giveUp);
  if (status < 200 || status > 299) {
    const problem = problemOf(status, text);
    const said = problem instanceof ApiProblem ? notAdmitted(status, problem.code) : null;
    // Attempts to sign in are about nobody yet, and `/api/me` is what the listener itself asks.
    const asked = path === "/api/me" || path.startsWith("/api/auth/");
    if (said !== null && !asked) for (const hear of [...hearers]) hear(said);
    throw problem;
  }
  const said = json(text);
  // Ours are JSON, or 204 with no words: a page with 200 is that of a portal or a proxy, and nothing was done.
  if (said === undefined && status !== 204) throw new NetworkProblem({}, notTheServer);
  const parsed = schema.safeParse(said);
  if (parsed.success) return parsed.data;
  throw new ApiProblem({
    code: "unexpected-answer",
    status,
    message: "The server answered something this version of the app does not know. Reload to update.",
  });
}

async function answerTo(method: string, path: string, body: object | undefined, giveUp?: AbortSignal) {
  try {
    const response = await fetch(path, {
      method,
      headers: { accept: "application/json", ...(body && { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.any([AbortSignal.timeout(patience), ...(giveUp === undefined ? [] : [giveUp])]),
    });
    const type = response.headers.get("content-type") ?? "";
    return { status: response.status, type, text: await response.text() };
  } catch (error) {
    throw new NetworkProblem({ cause: error });
  }
}

/** With these a proxy or a captive portal refuses in our server's place; ours always says its own code. */
const gatekeepers: readonly number[] = [401, 403, 407, 451, 511];

/** A proxy in front answers 502–504 while the server restarts: that is no network, and not a refusal. */
function problemOf(status: number, text: string): Error {
  const parsed = refusal.safeParse(json(text));
  if (parsed.success) return new ApiProblem({ ...parsed.data.error, status });
  if (status >= 502 && status <= 504) return new NetworkProblem();
  if (gatekeepers.includes(status)) return new NetworkProblem({}, notTheServer);
  return new ApiProblem({
    code: "server-error",
    status,
    message: "Something went wrong on the server. It is not your fault; try again.",
  });
}

function json(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What to tell a person about anything a call may throw. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem || error instanceof NetworkProblem) return error.message;
  return "That did not work. Please try again.";
}
