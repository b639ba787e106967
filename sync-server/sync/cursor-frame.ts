import { encodeFrames } from "../../shared/protocol/frames.ts";
import { control } from "./catch-up.ts";

let latest: { cursor: number; bytes: Uint8Array } | null = null;

/** `cursor` as it is sent, encoded once for everybody who is told the same one. */
export function cursorFrame(cursor: number): Uint8Array {
  if (latest?.cursor !== cursor) {
    latest = { cursor, bytes: encodeFrames([control({ t: "cursor", cursor })]) };
  }
  return latest.bytes;
}
