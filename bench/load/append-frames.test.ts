import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeAppend } from "../../shared/log/append.ts";
import { decodeMessage, encodeMessage } from "../../shared/protocol/frames.ts";
import { createDice } from "../../sync-server/demo/dice.ts";
import { messageBy } from "../corpus.ts";
import { AppendFrames } from "./append-frames.ts";

/** The update in a frame of a client: after 2 bytes, the length in 2 more where it is long, and 4 of the mask. */
function updateIn(frame: Buffer): Uint8Array {
  const message = decodeMessage(frame.subarray(((frame[1] ?? 0) & 127) === 126 ? 8 : 6));
  if (message.type !== "update") throw new Error(`not an update: ${message.type}`);
  return message.update;
}

test("frames made by changing numbers in place are appends that continue each other, through every width of a clock", () => {
  const widths = [0, 1, 2, 126, 127, 128, 129, 130, 16_382, 16_383, 16_384, 16_385, 2_097_151, 2_097_153];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 0xffffffff }), fc.integer({ min: 1 }), (client, seed) => {
      const entry = messageBy("sam", createDice(seed), 3);
      const base = { client: 7, clock: 41 };
      const frames = new AppendFrames({
        client,
        entry,
        base,
        envelope: (update) => encodeMessage({ type: "update", update }),
      });
      const ids = new Set<unknown>();
      for (const clock of widths) {
        frames.clock = clock;
        const decoded = decodeAppend(updateIn(frames.next()));
        if (decoded.form !== "append") throw new Error(JSON.stringify(decoded));
        const { append } = decoded;
        expect(append.client).toBe(client);
        expect(append.clock).toBe(clock);
        expect(append.runs).toHaveLength(1);
        expect(append.runs[0]?.origin).toEqual(clock === 0 ? base : { client, clock: clock - 1 });
        const [value] = append.runs[0]?.values ?? [];
        expect(value).toEqual({ ...entry, id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
        if (typeof value === "object" && value !== null && "id" in value) ids.add(value.id);
      }
      expect(ids.size).toBe(widths.length);
    }),
    { numRuns: 20 },
  );
});
