import type { Position } from "../../shared/log/append.ts";
import type { Guest } from "./wire.ts";

export type PairSettings = {
  port: number;
  student: Guest;
  counselor: Guest;
  chat: string;
  /** The entry of the chat that both write after first. */
  tail: Position;
  /** Messages a second, of each of the two. */
  perSecond: number;
};

/** What the honest pair's process is told. */
export type PairOrder =
  | { t: "begin"; settings: PairSettings }
  /** Forget what was measured so far. */
  | { t: "mark" }
  /** Tell what was measured since, when what is on its way has come or `waitMs` are over. */
  | { t: "measure"; waitMs: number };

/** What it answers. Times in ms, from when a message was due to when the other's device had it. */
export type PairAnswer =
  | { t: "ready" }
  | { t: "marked" }
  | { t: "failed"; why: string }
  | { t: "measured"; elapsed: number[]; missing: number; retried: number; cuts: number[] };
