import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { Attack } from "../attack.ts";
import { returnToGround } from "../ground.ts";
import type { SignedIn } from "../sign-in.ts";
import type { Target } from "../target.ts";
import { Tries } from "../tries.ts";

/** Milliseconds the server has to end a socket that breaks the WebSocket protocol itself. */
const endsWithinMs = 20_000;

/** A frame's bytes as RFC 6455 has them, with whatever first byte, mask bit and length. */
function frame(first: number, payload: Buffer, { masked = true, claims = payload.length } = {}): Buffer {
  const long = claims > 125;
  const head = Buffer.alloc(long ? 10 : 2);
  head[0] = first;
  head[1] = (masked ? 0x80 : 0) | (long ? 127 : claims);
  if (long) head.writeBigUInt64BE(BigInt(claims), 2);
  return Buffer.concat([head, ...(masked ? [Buffer.alloc(4)] : []), payload]);
}

const broken: readonly [string, Buffer][] = [
  ["an opcode that is none", frame(0x83, Buffer.from("x"))],
  ["reserved bits", frame(0xf2, Buffer.from("x"))],
  ["a compressed message nobody agreed on", frame(0xc2, Buffer.from("x"))],
  ["no mask", frame(0x82, Buffer.from("x"), { masked: false })],
  ["a ping of 200 bytes", frame(0x89, Buffer.alloc(200))],
  ["half a ping", frame(0x09, Buffer.alloc(1))],
  ["a close of one byte", frame(0x88, Buffer.alloc(1))],
  ["a close with 1005", frame(0x88, Buffer.from([0x03, 0xed]))],
  ["a close with words that are no UTF-8", frame(0x88, Buffer.from([0x03, 0xe8, 0xc3, 0x28]))],
  ["text that is no UTF-8", frame(0x81, Buffer.from([0xc3, 0x28]))],
  ["a continuation of nothing", frame(0x80, Buffer.from("x"))],
  [
    "a message inside a message",
    Buffer.concat([frame(0x02, Buffer.from("x")), frame(0x82, Buffer.from("y"))]),
  ],
  ["a length of 2^62", frame(0x82, Buffer.alloc(8), { claims: 2 ** 62 })],
  ["a length of 64 MiB", frame(0x82, Buffer.alloc(8), { claims: 64 * 1024 * 1024 })],
];

export const rawFrames: Attack = {
  name: "frames that break WebSocket itself",
  group: "yjs",
  promise: "[K1] Bytes that are no WebSocket end their own connection and nothing else.",
  run: async (target) => {
    const { malloryAs } = await returnToGround(target);
    const tries = new Tries();
    for (const [what, bytes] of broken) {
      const { socket, answer } = await upgraded(target, malloryAs);
      tries.alsoExpect(answer.startsWith("HTTP/1.1 101"), `the upgrade was answered ${answer.slice(0, 40)}`);
      socket.write(bytes);
      tries.expect(await ends(socket), `${what}: the connection stays`);
    }
    for (const extension of [
      "constructor",
      ",;constructor",
      "permessage-deflate; server_max_window_bits=1",
      `${"a,".repeat(4_000)}`,
    ]) {
      const { socket, answer } = await upgraded(target, malloryAs, { "Sec-WebSocket-Extensions": extension });
      tries.expect(
        /^HTTP\/1\.1 (101|400|431)/.test(answer),
        `extensions ${extension.slice(0, 30)}: ${answer.slice(0, 40)}`,
      );
      tries.alsoExpect(!/^sec-websocket-extensions:/im.test(answer), "compression was agreed on");
      socket.destroy();
    }
    return tries.outcome("each ended its own connection; no compression was agreed on");
  },
};

async function upgraded(
  target: Target,
  who: SignedIn,
  more: Record<string, string> = {},
): Promise<{ socket: Socket; answer: string }> {
  const socket = connect(target.port, "127.0.0.1");
  socket.on("error", () => undefined);
  const headers = {
    Host: `127.0.0.1:${target.port}`,
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    "Sec-WebSocket-Protocol": "alcove.1",
    Authorization: who.headers.authorization,
    ...more,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /sync HTTP/1.1\r\n${lines.join("")}\r\n`);
  let answer = "";
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.on("data", (data: Buffer) => {
    answer += data.toString("latin1");
    if (answer.includes("\r\n\r\n")) resolve();
  });
  socket.on("close", () => resolve());
  await promise;
  return { socket, answer };
}

/** Does the server end it? */
async function ends(socket: Socket): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), endsWithinMs);
  for (const event of ["end", "close"]) socket.on(event, () => resolve(true));
  const ended = await promise;
  clearTimeout(timer);
  socket.destroy();
  return ended;
}
