import type { Attack } from "../attack.ts";
import { bypassBySteps } from "./bypass.ts";
import { replays, takeOver, usedUp } from "./client-ids.ts";
import { greatReads } from "./great-reads.ts";
import { lateReads } from "./late-reads.ts";
import { letterByLetter } from "./letters.ts";
import { hostileNotes } from "./notes.ts";
import { endlessNumbers } from "./numbers.ts";
import { pendingGrowth } from "./pending.ts";
import { rawFrames } from "./raw-frames.ts";
import { roomNames } from "./room-names.ts";
import { stateVectors } from "./state-vectors.ts";
import { talkingOutOfTurn } from "./talking.ts";
import { usedUpRoom } from "./used-up-room.ts";
import { versionTwo } from "./version-two.ts";

/** What is known to be done to Yjs servers, from their issue trackers and from reading lib0 and Yjs. */
export const yjsAttacks: readonly Attack[] = [
  endlessNumbers,
  takeOver,
  usedUp,
  usedUpRoom,
  replays,
  pendingGrowth,
  versionTwo,
  bypassBySteps,
  stateVectors,
  greatReads,
  roomNames,
  talkingOutOfTurn,
  rawFrames,
  hostileNotes,
  letterByLetter,
  lateReads,
];
