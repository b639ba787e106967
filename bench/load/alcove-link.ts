import { randomUUID } from "node:crypto";
import * as decoding from "lib0/decoding";
import { encodeFrames, messageTypes, syncSteps } from "../../shared/protocol/frames.ts";
import { receiptStatuses } from "../../shared/protocol/receipt.ts";
import { subprotocol, syncPath } from "../../shared/protocol/version.ts";
import { at } from "../corpus.ts";
import { type AlcoveLinkOptions, type Link, nothing, Reads } from "./link.ts";
import { clientFrame, RawSocket } from "./raw-socket.ts";
import { readUpdate } from "./read-update.ts";

/** A device on the app's socket: signs in, says hello, and resolves when it has caught up. */
export async function openAlcoveLink(options: AlcoveLinkOptions): Promise<Link> {
  const { port, docs, onRun, onAck = () => undefined, onEnd, token, cursor } = options;
  const places = new Map(docs.map((doc, place) => [doc as string, place]));
  const reads = new Reads();
  const caughtUp = Promise.withResolvers<void>();
  // The upgrade itself may fail, and then nobody waits for this.
  caughtUp.promise.catch(() => undefined);

  function take(message: Buffer): void {
    const decoder = decoding.createDecoder(message);
    while (decoding.hasContent(decoder)) {
      const doc = text(decoder, message);
      const length = decoding.readVarUint(decoder);
      const next = decoder.pos + length;
      if (doc === "") takeControl(message.subarray(decoder.pos, next));
      else takeDoc(places.get(doc), decoder);
      decoder.pos = next;
    }
  }

  function takeControl(body: Buffer): void {
    if (body.includes('"t":"caughtUp"')) caughtUp.resolve();
    else if (body.includes('"t":"bye"')) onEnd(body.toString());
  }

  function takeDoc(doc: number | undefined, decoder: decoding.Decoder): void {
    if (doc === undefined) return;
    const type = decoding.readVarUint(decoder);
    if (type === messageTypes.sync) {
      const step = decoding.readVarUint(decoder);
      const body = decoding.readVarUint8Array(decoder);
      if (step === syncSteps.update)
        readUpdate(body, (client, clock, count) => onRun(doc, client, clock, count));
      else if (step === syncSteps.step2) reads.answer(doc, body);
    } else if (type === messageTypes.receipt) {
      const status = at(receiptStatuses, decoding.readVarUint(decoder));
      decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      if (status === "accepted") onAck(doc, clock);
      else onEnd(`${status}: ${decoding.readVarString(decoder)}`);
    } else if (type === messageTypes.auth) onEnd("denied");
  }

  const socket = await RawSocket.open({
    port,
    path: syncPath,
    protocol: subprotocol,
    headers: { Authorization: `Bearer ${token}` },
    onMessage: take,
    onEnd: (reason) => {
      caughtUp.reject(new Error(reason));
      onEnd(reason);
    },
  });
  const hello = { t: "hello", cursor, serverId: null, device: randomUUID() };
  socket.send(clientFrame(encodeFrames([{ channel: "control", text: JSON.stringify(hello) }])));
  await caughtUp.promise;
  return {
    sockets: 1,
    envelope: (place) => (update) =>
      encodeFrames([{ channel: "doc", doc: at(docs, place), message: { type: "update", update } }]),
    send: (_, frame) => socket.send(frame),
    read(place, stateVector = nothing) {
      const message = { type: "step1", stateVector } as const;
      const answer = reads.wait(place);
      socket.send(clientFrame(encodeFrames([{ channel: "doc", doc: at(docs, place), message }])));
      return answer;
    },
    close: () => socket.destroy(),
  };
}

/** A short ASCII string, which every document's name is. */
function text(decoder: decoding.Decoder, message: Buffer): string {
  const length = decoding.readVarUint(decoder);
  const start = decoder.pos;
  decoder.pos = start + length;
  return message.toString("latin1", start, start + length);
}
