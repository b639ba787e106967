import type { AcceptedByDoc, AcceptedUpdate } from "../../shared/protocol/control.ts";
import { encodeFrames } from "../../shared/protocol/frames.ts";
import { control } from "./catch-up.ts";

/** One accepted update as a device is told of it. */
export type Told = { doc: string; seq: number; at: number; ids: readonly string[] };

let latest: { cursor: number; told: readonly Told[]; bytes: Uint8Array } | null = null;

/** `cursor` as it is sent, with when what it closes was accepted; encoded once for everybody who is told the same. */
export function cursorFrame(cursor: number, told: readonly Told[]): Uint8Array {
  if (latest?.cursor !== cursor || !sameItems(latest.told, told)) {
    const accepted = told.length === 0 ? {} : { accepted: acceptedOf(told) };
    latest = { cursor, told, bytes: encodeFrames([control({ t: "cursor", cursor, ...accepted })]) };
  }
  return latest.bytes;
}

export function acceptedOf(told: readonly Told[]): AcceptedByDoc {
  const byDoc: Record<string, AcceptedUpdate[]> = {};
  for (const { doc, seq, at, ids } of told) {
    byDoc[doc] ??= [];
    byDoc[doc].push([seq, at, ...ids]);
  }
  return byDoc;
}

function sameItems(a: readonly Told[], b: readonly Told[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
