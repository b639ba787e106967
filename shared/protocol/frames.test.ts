import fc from "fast-check";
import { createDecoder, readVarUint } from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { describe, expect, test } from "vitest";
import { readAuthMessage, writePermissionDenied } from "y-protocols/auth";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import { readSyncMessage, writeSyncStep1, writeSyncStep2, writeUpdate } from "y-protocols/sync";
import * as Y from "yjs";
import { runs } from "../laws.arbitrary.ts";
import { notANumber } from "../log/wire.arbitrary.ts";
import { docMessage, frame } from "./frames.arbitrary.ts";
import {
  BadFrame,
  type DocMessage,
  decodeFrames,
  decodeMessage,
  encodeFrames,
  encodeMessage,
  encodeUpdateFrame,
  messageTypes,
} from "./frames.ts";

/** Decodes, or says that it was a bad frame; any other error comes through. */
function orBad<Value>(decode: () => Value): Value | "bad frame" {
  try {
    return decode();
  } catch (error) {
    if (error instanceof BadFrame) return "bad frame";
    throw error;
  }
}

describe("round trips", () => {
  test("[W1] frames, several in one message, come out as they went in", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), (frames) => {
        expect(decodeFrames(encodeFrames(frames))).toEqual(frames);
      }),
      runs(500),
    );
  });

  test("[W1] frames written apart are those written together", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 4 }), fc.array(frame, { maxLength: 4 }), (some, more) => {
        const apart = [...encodeFrames(some), ...encodeFrames(more)];
        expect([...encodeFrames([...some, ...more])]).toEqual(apart);
      }),
      runs(200),
    );
  });

  test("[W1] an update written once is its frame, and ends in its bare message", () => {
    const update = fc
      .tuple(fc.uint8Array({ minLength: 1 }), fc.constantFrom(1, 40, 9_000))
      .map(([bytes, times]) => new Uint8Array(Buffer.concat(new Array(times).fill(bytes))));
    fc.assert(
      fc.property(fc.string(), update, (name, bytes) => {
        const doc = `d${name}`;
        const message: DocMessage = { type: "update", update: bytes };
        const { framed, bare } = encodeUpdateFrame(doc, bytes);
        expect(Buffer.compare(framed, encodeFrames([{ channel: "doc", doc, message }]))).toBe(0);
        expect(Buffer.compare(bare, encodeMessage(message))).toBe(0);
      }),
      runs(100),
    );
  });

  test("[W1] a message without its envelope comes out as it went in", () => {
    fc.assert(
      fc.property(docMessage, (message) => {
        expect(decodeMessage(encodeMessage(message))).toEqual(message);
      }),
      runs(300),
    );
  });
});

describe("what is no frame", () => {
  test("[W2] bytes cut short or followed by others are a bad frame and no other error", () => {
    fc.assert(
      fc.property(frame, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 3 }), (each, at, more) => {
        const bytes = encodeFrames([each]);
        const cut = bytes.slice(0, 1 + (at % (bytes.length - 1)));
        expect(orBad(() => decodeFrames(cut))).toBe("bad frame");
        if (each.channel === "doc") {
          const followed = Uint8Array.from([...encodeMessage(each.message), ...more]);
          expect(orBad(() => decodeMessage(followed))).toBe("bad frame");
        }
      }),
      runs(500),
    );
  });

  test("[W2] bytes after the text of a control message", () => {
    const frame =
      (...message: number[]) =>
      () =>
        decodeFrames(Uint8Array.from([0, message.length, ...message]));
    expect(orBad(frame(2, 123, 125))).toEqual([{ channel: "control", text: "{}" }]);
    expect(orBad(frame(2, 123, 125, 0))).toBe("bad frame");
    expect(orBad(frame())).toBe("bad frame");
  });

  test("[W2] random bytes, and frames with bytes changed, are frames or a bad frame", () => {
    let bad = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(frame), fc.nat(), (noise, frames, at) => {
        const bytes = encodeFrames(frames);
        if (bytes.length > 0) bytes[at % bytes.length] = at % 256;
        const read = [
          orBad(() => decodeFrames(noise)),
          orBad(() => decodeMessage(noise)),
          orBad(() => decodeFrames(bytes)),
        ];
        bad += read.filter((each) => each === "bad frame").length;
      }),
      runs(2_000),
    );
    expect(bad).toBeGreaterThan(1_000);
  });

  test("[W2] a decoder never reads beyond its own bytes into the buffer they lie in", () => {
    const secret = new TextEncoder().encode("somebody else's message");
    const message = encodeMessage({ type: "denied", reason: "no" });
    const buffer = Uint8Array.from([...message, ...secret]);
    const longer = Uint8Array.from(buffer);
    longer[2] = 20;
    expect(orBad(() => decodeMessage(longer.subarray(0, message.length)))).toBe("bad frame");
    expect(decodeMessage(buffer.subarray(0, message.length))).toEqual({ type: "denied", reason: "no" });
  });

  test("[W2] unknown types, steps, auth messages and receipts, and numbers that are none", () => {
    const empty = [2, 123, 125];
    for (const bytes of [
      [],
      [5],
      [0, 3, 0],
      [2, 1, 0],
      [4, 4, 1, 1, ...empty],
      [4, 3, 1, 1, 1, 110],
      [4, 3, 1, 1, 4, ...new TextEncoder().encode("null")],
      [4, 3, ...notANumber, 1, ...empty],
      [4, 3, 1, ...notANumber, ...empty],
      [...notANumber],
      [0, 0, ...notANumber],
    ]) {
      expect(
        orBad(() => decodeMessage(Uint8Array.from(bytes))),
        bytes.join(),
      ).toBe("bad frame");
    }
    expect(decodeMessage(Uint8Array.from([4, 3, 1, 1, ...empty]))).toMatchObject({ type: "receipt" });
  });
});

/** What y-websocket writes: the type, and then what y-protocols writes. */
function written(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type);
    write(encoder);
  });
}

/** A decoder that has read the type, as y-websocket hands it to y-protocols. */
function handed(message: DocMessage) {
  const decoder = createDecoder(encodeMessage(message));
  return { type: readVarUint(decoder), decoder };
}

describe("y-protocols", () => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  doc.getArray("log").push([{ n: 1 }, { n: 2 }]);
  const update = Y.encodeStateAsUpdate(doc);
  const stateVector = Y.encodeStateVector(doc);

  test("[W3] its sync messages are read, and ours are the same bytes", () => {
    const pairs: [DocMessage, (encoder: encoding.Encoder) => void][] = [
      [{ type: "step1", stateVector }, (encoder) => writeSyncStep1(encoder, doc)],
      [{ type: "step2", update }, (encoder) => writeSyncStep2(encoder, doc)],
      [{ type: "update", update }, (encoder) => writeUpdate(encoder, update)],
    ];
    for (const [message, write] of pairs) {
      const theirs = written(messageTypes.sync, write);
      expect(encodeMessage(message)).toEqual(theirs);
      expect(decodeMessage(theirs)).toEqual(message);
    }
  });

  test("[W3] it understands ours: a step 1 is answered, an update applied", () => {
    for (const type of ["step2", "update"] as const) {
      const replica = new Y.Doc();
      readSyncMessage(handed({ type, update }).decoder, encoding.createEncoder(), replica, null);
      expect(replica.getArray("log").toArray()).toEqual([{ n: 1 }, { n: 2 }]);
    }
    const answer = encoding.createEncoder();
    encoding.writeVarUint(answer, messageTypes.sync);
    const asked = handed({ type: "step1", stateVector: new Uint8Array([0]) });
    readSyncMessage(asked.decoder, answer, doc, null);
    expect(decodeMessage(encoding.toUint8Array(answer))).toEqual({ type: "step2", update });
  });

  test("[W3] awareness goes both ways", () => {
    const here = new Awareness(doc);
    here.setLocalState({ user: { name: "Carl" }, typing: true });
    const states = encodeAwarenessUpdate(here, [doc.clientID]);
    const theirs = written(messageTypes.awareness, (encoder) => encoding.writeVarUint8Array(encoder, states));
    expect(encodeMessage({ type: "awareness", update: states })).toEqual(theirs);
    const read = decodeMessage(theirs);
    const there = new Awareness(new Y.Doc());
    if (read.type === "awareness") applyAwarenessUpdate(there, read.update, null);
    expect(there.getStates().get(doc.clientID)).toEqual({ user: { name: "Carl" }, typing: true });
    here.destroy();
    there.destroy();
  });

  test("[W3] permission denied is its auth message", () => {
    const theirs = written(messageTypes.auth, (encoder) => writePermissionDenied(encoder, "denied"));
    const message: DocMessage = { type: "denied", reason: "denied" };
    expect(encodeMessage(message)).toEqual(theirs);
    expect(decodeMessage(theirs)).toEqual(message);
    const reasons: string[] = [];
    readAuthMessage(handed(message).decoder, doc, (_, reason) => reasons.push(reason));
    expect(reasons).toEqual(["denied"]);
  });

  test("[W3] a query for awareness is one byte", () => {
    expect([...encodeMessage({ type: "queryAwareness" })]).toEqual([3]);
  });
});
