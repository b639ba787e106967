import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { encoded } from "../log/encoded.ts";
import { type Receipt, readReceipt, writeReceipt } from "./receipt.ts";

/** The first varUint of a document message. */
export const messageTypes = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, receipt: 4 } as const;

/** The first varUint of a sync message, as y-protocols numbers them. */
export const syncSteps = { step1: 0, step2: 1, update: 2 } as const;

/** The one kind of auth message: permission denied. */
const permissionDenied = 0;

/** What is said about one document. */
export type DocMessage =
  | { type: "step1"; stateVector: Uint8Array }
  | { type: "step2"; update: Uint8Array }
  | { type: "update"; update: Uint8Array }
  | { type: "awareness"; update: Uint8Array }
  | { type: "denied"; reason: string }
  | { type: "queryAwareness" }
  | { type: "receipt"; receipt: Receipt };

export type Frame =
  | { channel: "doc"; doc: string; message: DocMessage }
  | { channel: "control"; text: string };

/** The control channel's document name. */
const controlChannel = "";

/** Appends one frame: `varString document, varUint8Array message`. */
export function writeFrame(encoder: encoding.Encoder, frame: Frame): void {
  if (frame.channel === "control") {
    encoding.writeVarString(encoder, controlChannel);
    const body = encoded((inner) => encoding.writeVarString(inner, frame.text));
    encoding.writeVarUint8Array(encoder, body);
    return;
  }
  encoding.writeVarString(encoder, frame.doc);
  encoding.writeVarUint8Array(encoder, encodeMessage(frame.message));
}

/** An update in its frame, and as the bare message of a plain socket: the same bytes, written once. */
export function encodeUpdateFrame(doc: string, update: Uint8Array): { framed: Uint8Array; bare: Uint8Array } {
  const length = 2 + varUintLength(update.length) + update.length;
  const framed = encoded((encoder) => {
    encoding.writeVarString(encoder, doc);
    encoding.writeVarUint(encoder, length);
    writeSync(encoder, syncSteps.update, update);
  });
  return { framed, bare: framed.subarray(framed.length - length) };
}

/** Bytes of a number as a varUint. */
function varUintLength(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

export function encodeFrames(frames: readonly Frame[]): Uint8Array {
  return encoded((encoder) => {
    for (const frame of frames) writeFrame(encoder, frame);
  });
}

/** One document message without its envelope, as a plain y-websocket socket carries it. */
export function encodeMessage(message: DocMessage): Uint8Array {
  return encoded((encoder) => writeMessage(encoder, message));
}

function writeMessage(encoder: encoding.Encoder, message: DocMessage): void {
  switch (message.type) {
    case "step1":
      writeSync(encoder, syncSteps.step1, message.stateVector);
      break;
    case "step2":
      writeSync(encoder, syncSteps.step2, message.update);
      break;
    case "update":
      writeSync(encoder, syncSteps.update, message.update);
      break;
    case "awareness":
      encoding.writeVarUint(encoder, messageTypes.awareness);
      encoding.writeVarUint8Array(encoder, message.update);
      break;
    case "denied":
      encoding.writeVarUint(encoder, messageTypes.auth);
      encoding.writeVarUint(encoder, permissionDenied);
      encoding.writeVarString(encoder, message.reason);
      break;
    case "queryAwareness":
      encoding.writeVarUint(encoder, messageTypes.queryAwareness);
      break;
    case "receipt":
      encoding.writeVarUint(encoder, messageTypes.receipt);
      writeReceipt(encoder, message.receipt);
      break;
  }
}

function writeSync(encoder: encoding.Encoder, step: number, body: Uint8Array): void {
  encoding.writeVarUint(encoder, messageTypes.sync);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, body);
}

/** Thrown by the decoders for bytes that are no frame; the socket closes with 4400. */
export class BadFrame extends Error {}

/** Reads all frames of one binary message, `most` of them at most. @throws BadFrame */
export function decodeFrames(bytes: Uint8Array, most = Number.POSITIVE_INFINITY): Frame[] {
  return guarded(() => {
    const decoder = decoding.createDecoder(bytes);
    const frames: Frame[] = [];
    while (decoding.hasContent(decoder)) {
      if (frames.length >= most) throw new BadFrame(`a message has at most ${most} frames`);
      const doc = decoding.readVarString(decoder);
      const message = decoding.readVarUint8Array(decoder);
      frames.push(
        doc === controlChannel
          ? { channel: "control", text: readText(message) }
          : { channel: "doc", doc, message: readMessage(message) },
      );
    }
    return frames;
  });
}

/** Reads one document message without its envelope. @throws BadFrame */
export function decodeMessage(bytes: Uint8Array): DocMessage {
  return guarded(() => readMessage(bytes));
}

function readText(bytes: Uint8Array): string {
  const decoder = decoding.createDecoder(bytes);
  const text = decoding.readVarString(decoder);
  if (decoding.hasContent(decoder)) throw new BadFrame("bytes follow the control message");
  return text;
}

function readMessage(bytes: Uint8Array): DocMessage {
  const decoder = decoding.createDecoder(bytes);
  const message = readBody(decoder);
  if (decoding.hasContent(decoder)) throw new BadFrame("bytes follow the message");
  return message;
}

function readBody(decoder: decoding.Decoder): DocMessage {
  const type = decoding.readVarUint(decoder);
  switch (type) {
    case messageTypes.sync:
      return readSync(decoder);
    case messageTypes.awareness:
      return { type: "awareness", update: decoding.readVarUint8Array(decoder) };
    case messageTypes.auth:
      if (decoding.readVarUint(decoder) !== permissionDenied) throw new BadFrame("unknown auth message");
      return { type: "denied", reason: decoding.readVarString(decoder) };
    case messageTypes.queryAwareness:
      return { type: "queryAwareness" };
    case messageTypes.receipt:
      return { type: "receipt", receipt: readReceipt(decoder) };
    default:
      throw new BadFrame(`unknown message type ${type}`);
  }
}

function readSync(decoder: decoding.Decoder): DocMessage {
  const step = decoding.readVarUint(decoder);
  const body = decoding.readVarUint8Array(decoder);
  switch (step) {
    case syncSteps.step1:
      return { type: "step1", stateVector: body };
    case syncSteps.step2:
      return { type: "step2", update: body };
    case syncSteps.update:
      return { type: "update", update: body };
    default:
      throw new BadFrame(`unknown sync step ${step}`);
  }
}

function guarded<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadFrame) throw error;
    throw new BadFrame("the frame ends too early or is not text where it should be");
  }
}
