import type { Target } from "./target.ts";

/** What became of an attack on a running server. */
export type Outcome = {
  /** Did the promise hold? */
  held: boolean;
  /** How many hostile things were sent. */
  tried: number;
  /** What came of them, in a few words; what broke, where something did. */
  happened: string;
};

/** One thing that a hostile client tries. */
export type Attack = {
  /** Short, unique in its group; `--only` finds it by `group/name`. */
  name: string;
  group: string;
  /** What must hold, in one sentence. */
  promise: string;
  /** Drives the running server. Throws only where it could not even try. */
  run(target: Target): Promise<Outcome>;
};
