import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { encodeMessage, messageTypes, syncSteps } from "../../shared/protocol/frames.ts";
import { at } from "../corpus.ts";
import { type Link, type LinkOptions, nothing, Reads } from "./link.ts";
import { clientFrame, RawSocket } from "./raw-socket.ts";
import { readUpdate } from "./read-update.ts";

/** Hocuspocus's own messages, as its `MessageType` and `AuthMessageType` number them. */
const authMessage = { type: 2, token: 0, denied: 1 } as const;
const syncReply = 4;
const syncStatus = 8;

/** A device of Hocuspocus: all its documents on one socket, as its provider does it; resolves when each is synced. */
export async function openHocuspocusLink(options: LinkOptions): Promise<Link> {
  const { port, docs, onRun, onAck = () => undefined, onEnd } = options;
  const places = new Map(docs.map((doc, place) => [doc as string, place]));
  const reads = new Reads();
  const acked = docs.map(() => 0);
  const admitted = docs.map(() => Promise.withResolvers<void>());
  // One that is refused ends the link, and then nobody waits for the others.
  for (const { promise } of admitted) promise.catch(() => undefined);

  function take(message: Buffer): void {
    const decoder = decoding.createDecoder(message);
    const doc = places.get(decoding.readVarString(decoder));
    if (doc === undefined) return;
    const type = decoding.readVarUint(decoder);
    switch (type) {
      case messageTypes.sync:
      case syncReply:
        takeSync(doc, decoder);
        return;
      case authMessage.type:
        if (decoding.readVarUint(decoder) === authMessage.denied) onEnd("denied");
        else at(admitted, doc).resolve();
        return;
      case syncStatus:
        if (decoding.readVarUint(decoder) !== 1) onEnd("a change was not applied");
        acked[doc] = at(acked, doc) + 1;
        onAck(doc, at(acked, doc));
        return;
    }
  }

  function takeSync(doc: number, decoder: decoding.Decoder): void {
    const step = decoding.readVarUint(decoder);
    if (step === syncSteps.step1) return;
    const body = decoding.readVarUint8Array(decoder);
    if (step === syncSteps.step2) reads.answer(doc, body);
    else readUpdate(body, (client, clock, count) => onRun(doc, client, clock, count));
  }

  const socket = await RawSocket.open({
    port,
    path: "/",
    onMessage: take,
    onEnd: (reason) => {
      for (const each of admitted) each.reject(new Error(reason));
      onEnd(reason);
    },
  });
  const named = (doc: number, body: Uint8Array) =>
    encoding.encode((encoder) => {
      encoding.writeVarString(encoder, at(docs, doc));
      encoding.writeUint8Array(encoder, body);
    });
  const authenticate = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, authMessage.type);
    encoding.writeVarUint(encoder, authMessage.token);
    encoding.writeVarString(encoder, "bench");
  });
  const link: Link = {
    sockets: 1,
    envelope: (doc) => (update) => named(doc, encodeMessage({ type: "update", update })),
    send: (_, frame) => socket.send(frame),
    read(doc, stateVector = nothing) {
      const answer = reads.wait(doc);
      socket.send(clientFrame(named(doc, encodeMessage({ type: "step1", stateVector }))));
      return answer;
    },
    close: () => socket.destroy(),
  };
  await Promise.all(
    docs.map(async (_, doc) => {
      socket.send(clientFrame(named(doc, authenticate)));
      await at(admitted, doc).promise;
      const update = await link.read(doc, options.has?.[doc]);
      readUpdate(update, (client, clock, count) => onRun(doc, client, clock, count));
    }),
  );
  return link;
}
