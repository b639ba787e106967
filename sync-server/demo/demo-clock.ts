/** The clock of a desk that plays a story: it shows the story's time while something of it happens, and else the real one. */
export type DemoClock = {
  now: () => number;
  /** @param at ms since the epoch. One thing at a time. */
  playAt<Result>(at: number, play: () => Promise<Result>): Promise<Result>;
};

export function createDemoClock(real: () => number = Date.now): DemoClock {
  let playing: number | null = null;
  return {
    now: () => playing ?? real(),
    async playAt(at, play) {
      playing = at;
      try {
        return await play();
      } finally {
        playing = null;
      }
    },
  };
}
