import * as decoding from "lib0/decoding";
import { encodeMessage, messageTypes, syncSteps } from "../../shared/protocol/frames.ts";
import { at } from "../corpus.ts";
import { type Link, type LinkOptions, nothing, Reads } from "./link.ts";
import { clientFrame, RawSocket } from "./raw-socket.ts";
import { readUpdate } from "./read-update.ts";

/** A device of y-websocket: a socket for each document; resolves when each has answered its first step 1. */
export async function openYLink(options: LinkOptions): Promise<Link> {
  const link = await openRelayLink(options);
  await Promise.all(
    options.docs.map(async (_, doc) => {
      const update = await link.read(doc, options.has?.[doc]);
      readUpdate(update, (client, clock, count) => options.onRun(doc, client, clock, count));
    }),
  );
  return link;
}

/** The same sockets and messages with nobody who answers: resolves when they are open. */
export async function openRelayLink({ port, docs, onRun, onEnd }: LinkOptions): Promise<Link> {
  const reads = new Reads();

  function take(doc: number, message: Buffer): void {
    const decoder = decoding.createDecoder(message);
    if (decoding.readVarUint(decoder) !== messageTypes.sync) return;
    const step = decoding.readVarUint(decoder);
    if (step === syncSteps.step1) return;
    const body = decoding.readVarUint8Array(decoder);
    if (step === syncSteps.step2) reads.answer(doc, body);
    else readUpdate(body, (client, clock, count) => onRun(doc, client, clock, count));
  }

  const sockets = await Promise.all(
    docs.map((doc, place) =>
      RawSocket.open({ port, path: `/${doc}`, onMessage: (message) => take(place, message), onEnd }),
    ),
  );
  return {
    sockets: sockets.length,
    envelope: () => (update) => encodeMessage({ type: "update", update }),
    send: (doc, frame) => at(sockets, doc).send(frame),
    read(doc, stateVector = nothing) {
      const answer = reads.wait(doc);
      at(sockets, doc).send(clientFrame(encodeMessage({ type: "step1", stateVector })));
      return answer;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
