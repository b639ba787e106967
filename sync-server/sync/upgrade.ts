import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { type DocName, parseDocName } from "../../shared/log/doc-name.ts";
import { closeCodes } from "../../shared/protocol/close-codes.ts";
import { commonVersion, syncPath } from "../../shared/protocol/version.ts";
import type { Accounts, SignIn } from "../accounts/accounts.ts";
import type { Config } from "../config.ts";
import { type Front, mismatchOf } from "../http/front.ts";
import { originAllowed } from "../http/origin.ts";
import { AppConnection } from "./app-connection.ts";
import type { Desk } from "./desk.ts";
import { PlainConnection } from "./plain-connection.ts";

/**
 * Bytes of a message that are read at all; past `messageBytes` the socket closes with 4413, past this at once (1009).
 * A message that never ends is kept that far, on each socket that a person may have.
 */
const readBytes = 2 * 1024 * 1024;
/** Fragments of one message, and chunks of one fragment, kept until it is whole: each costs far more than its byte. */
const fragmentsKept = 256;
const chunksKept = 16 * 1024;
/** Sockets in all, and of one person: devices, tabs and reconnects, not a flood. */
const socketsInAll = 20_000;
const socketsOfOne = 64;
/** Milliseconds between heartbeats; a socket that answers none of one round is half open and ends. */
const heartbeatMs = 30_000;
/** Milliseconds a client has to answer the close frame when the server stops. */
const goodbyeMs = 1_000;

type Destination = { kind: "app" } | { kind: "plain"; doc: DocName };

/**
 * Admits sockets: path, origin and sign-in are judged before the upgrade is answered, so that nothing a stranger
 * sends is ever read. Returns what ends them.
 */
export function admitSockets(
  server: Server,
  {
    desk,
    accounts,
    config,
    front,
    closed,
  }: {
    desk: Desk;
    accounts: Accounts;
    config: Config;
    front: Front;
    /** True while nobody is to be let in. */
    closed: () => boolean;
  },
): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: readBytes,
    maxFragments: fragmentsKept,
    maxBufferedChunks: chunksKept,
    perMessageDeflate: false,
    // Whoever offers another version is told so (4426) on a socket that its browser accepts.
    handleProtocols: (offered) => commonVersion(offered) ?? [...offered][0] ?? false,
  });
  server.on("upgrade", (request, socket, head) => {
    // A reset before the answer is nobody's problem.
    socket.on("error", destroyed);
    admit(request)
      .then((admitted) => {
        if ("status" in admitted) return refuse(socket, admitted.status, admitted.why);
        sockets.handleUpgrade(request, socket, head, (webSocket) => {
          const { destination, signIn } = admitted;
          const version = commonVersion([webSocket.protocol]);
          if (destination.kind === "plain") new PlainConnection(webSocket, destination.doc, signIn, desk);
          else if (version !== null) new AppConnection(webSocket, signIn, desk, version);
          else webSocket.close(closeCodes.clientTooOld, "client-too-old");
        });
      })
      .catch((error: unknown) => {
        desk.onError(error);
        refuse(socket, "500 Internal Server Error");
      });
  });

  type Admitted = { destination: Destination; signIn: SignIn } | { status: string; why?: string | null };
  async function admit(request: IncomingMessage): Promise<Admitted> {
    const destination = destinationOf(request.url ?? "");
    if (destination === null) return { status: "404 Not Found" };
    if (closed()) return { status: "503 Service Unavailable" };
    const asked = { headers: request.headers, remoteAddress: request.socket.remoteAddress };
    front.seen(asked);
    if (!originAllowed(config, request.headers)) {
      front.foreign(asked);
      return { status: "403 Forbidden", why: mismatchOf(config, request.headers) };
    }
    const signIn = await accounts.signInOf(request.headers);
    if (signIn === null) return { status: "401 Unauthorized" };
    const { status } = signIn.person;
    // Whose recovery is not confirmed comes in, and hears on the feed what they may not read now.
    if (status !== "active" && status !== "withheld") return { status: "403 Forbidden" };
    const tooMany = desk.hub.size >= socketsInAll || desk.hub.socketsOf(signIn.person.id) >= socketsOfOne;
    return tooMany ? { status: "429 Too Many Requests" } : { destination, signIn };
  }

  const stopHeartbeat = heartbeat(sockets);
  return () => {
    stopHeartbeat();
    sockets.close();
    // Whoever does not answer the close frame is not waited for.
    for (const socket of sockets.clients) setTimeout(() => socket.terminate(), goodbyeMs).unref();
  };
}

/** `/sync`, or `/sync/<doc name>`; null for anything else. */
function destinationOf(url: string): Destination | null {
  const [path = ""] = url.split("?");
  if (path === syncPath) return { kind: "app" };
  if (!path.startsWith(`${syncPath}/`)) return null;
  const named = parseDocName(decoded(path.slice(syncPath.length + 1)));
  return named === null ? null : { kind: "plain", doc: named.name };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

/** Made here and not at the socket: there it would keep the request, its headers and its buffer for as long as the socket lives. */
function destroyed(this: Duplex): void {
  this.destroy();
}

function refuse(socket: Duplex, status: string, why: string | null = null): void {
  // Nobody reads what a stranger goes on sending, so the socket would never see its end.
  socket.once("finish", () => socket.destroy());
  const body = why ?? "";
  const type = why === null ? "" : "Content-Type: text/plain; charset=utf-8\r\n";
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\n${type}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function heartbeat(sockets: WebSocketServer): () => void {
  const alive = new WeakSet<object>();
  const timer = setInterval(() => {
    for (const socket of sockets.clients) {
      if (socket.readyState !== socket.OPEN) continue;
      if (socket.listenerCount("pong") > 0 && !alive.has(socket)) {
        socket.terminate();
        continue;
      }
      if (socket.listenerCount("pong") === 0) socket.on("pong", () => alive.add(socket));
      alive.delete(socket);
      socket.ping();
    }
  }, heartbeatMs);
  timer.unref();
  return () => clearInterval(timer);
}
