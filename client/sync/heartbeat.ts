import type { Schedule } from "./scheduler.ts";

/**
 * A browser goes on believing in a socket whose network is gone. After `silentMs` without a byte the server is asked
 * something; without an answer `answerMs` later the socket is dead.
 */
export const heartbeat = { silentMs: 15_000, answerMs: 10_000 } as const;

export type Heartbeat = { heard(): void; stop(): void };

/** @param now ms of a clock that nobody sets: one that is set back would let a dead socket live for as long */
export function startHeartbeat(
  schedule: Schedule,
  now: () => number,
  ask: () => void,
  died: () => void,
): Heartbeat {
  let last = now();
  let cancel = schedule(heartbeat.silentMs, listen);

  function listen(): void {
    const silent = now() - last;
    if (silent < heartbeat.silentMs) {
      cancel = schedule(heartbeat.silentMs - silent, listen);
      return;
    }
    const asked = now();
    ask();
    cancel = schedule(heartbeat.answerMs, () => {
      if (last >= asked) listen();
      else died();
    });
  }

  return {
    heard() {
      last = now();
    },
    stop: () => cancel(),
  };
}
