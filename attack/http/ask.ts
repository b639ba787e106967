import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";

/** Milliseconds an answer may take, on a slow and busy machine. */
const answersWithinMs = 30_000;

export type Asked = {
  method?: string;
  /** As it goes on the wire: nothing is normalised. */
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
};

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string };

const agent = new Agent({ keepAlive: false });

/** Asks with exactly these headers and this path, which `fetch` would not. A cut without an answer is status 0. */
export function ask(port: number, { method = "GET", path, headers = {}, body }: Asked): Promise<Answer> {
  return new Promise((resolve) => {
    const nothing = () => resolve({ status: 0, headers: {}, text: "" });
    const sent = request({ host: "127.0.0.1", port, agent, method, path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("error", nothing);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    sent.setTimeout(answersWithinMs, () => sent.destroy());
    sent.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 101, headers: response.headers, text: "" });
    });
    sent.on("error", nothing);
    sent.end(body);
  });
}

/** Sends these bytes on a connection of their own. Returns what came until the server ended it or `patienceMs` were over. */
export function sendRaw(port: number, bytes: string | Uint8Array, patienceMs = 2_000): Promise<string> {
  return new Promise((resolve) => {
    let came = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), patienceMs);
    socket.setEncoding("latin1");
    socket.on("data", (part: string) => {
      came += part;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(came);
    });
  });
}

/** The statuses of all answers in what came on a raw connection. */
export function statusesIn(came: string): number[] {
  return [...came.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
}

/** A page of our own origin that sends JSON with a cookie. */
export function asPage(url: string, cookie: string): Record<string, string> {
  return { origin: url, "content-type": "application/json", ...(cookie === "" ? {} : { cookie }) };
}

/** The code of a refusal; null where the answer is none in our form. */
export function codeOf({ text }: Answer): string | null {
  return /^\{"error":\{"code":"([a-z-]+)","message":"/.exec(text)?.[1] ?? null;
}
