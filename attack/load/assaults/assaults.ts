import type { Assault } from "./assault.ts";
import { beginAnew, churn, crowdOfMany, crowdOfOne, halfOpen, slowHeads, strangers } from "./crowds.ts";
import {
  asking,
  controlMessages,
  cursors,
  pushForeign,
  pushLarge,
  pushMessages,
  pushRefused,
  pushStale,
  tinyFrames,
} from "./floods.ts";
import { compressed, endlessFragments, heldFragments, oversized } from "./frames.ts";
import { nestedBodies, pages, signIns } from "./http-load.ts";
import { neverRead, readByteByByte } from "./readers.ts";

/** Every assault by the name under which its process is told of it. */
export const assaults = {
  "never-read": neverRead,
  "byte-by-byte": readByteByByte,
  messages: pushMessages,
  "large-pushes": pushLarge,
  refused: pushRefused,
  stale: pushStale,
  foreign: pushForeign,
  awareness: cursors,
  step1: asking,
  control: controlMessages,
  "tiny-frames": tinyFrames,
  oversized,
  "endless-fragments": endlessFragments,
  "held-fragments": heldFragments,
  compressed,
  "one-person": crowdOfOne,
  "many-people": crowdOfMany,
  strangers,
  "slow-heads": slowHeads,
  churn,
  "begin-anew": beginAnew,
  "half-open": halfOpen,
  "sign-ins": signIns,
  "nested-bodies": nestedBodies,
  pages,
} satisfies Record<string, Assault>;

export type AssaultName = keyof typeof assaults;
