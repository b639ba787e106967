import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { heldTooLong, type LoopDelay } from "./loop-delay.ts";

const watch = new URL("loop-watch.ts", import.meta.url).href;
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A process that holds its loop for so long, in ms, when it is told so; what it says of it. */
async function heldFor(ms: number): Promise<LoopDelay> {
  const program = `setInterval(() => {}, 1_000);
  process.on("message", ({ hold }) => {
    if (hold === undefined) return;
    for (const end = performance.now() + hold; performance.now() < end; );
    process.send("held");
  });`;
  const child = spawn(process.execPath, ["--import", watch, "--eval", program], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  ends.push(() => child.kill("SIGKILL"));
  const answer = async (order: object): Promise<unknown> => {
    const heard = once(child, "message");
    child.send(order);
    return (await heard)[0];
  };
  await answer({ loopDelay: true });
  expect(await answer({ hold: ms })).toBe("held");
  const { loopDelay } = (await answer({ loopDelay: true })) as { loopDelay: LoopDelay };
  return loopDelay;
}

test("[K32] a loop that is held is seen, for as long as whoever came in the meantime waited", async () => {
  const long = await heldFor(400);
  // By CPU time: on a busy machine some of the 400 ms are not the process's own.
  expect(long.longest).toBeGreaterThan(100);
  expect(long.longest).toBeLessThan(500);
  expect(long.p99).toBeGreaterThan(0.8 * long.longest);
  const short = await heldFor(1);
  expect(heldTooLong(short, short)).toBeNull();
  expect(heldTooLong(short, long)).toContain("the event loop was held");
});

test("[K32] 50 ms more than without the attack are too long, whatever it took without", () => {
  const delay = (p99: number): LoopDelay => ({ p99, longest: p99 });
  expect(heldTooLong(delay(200), delay(250))).toBeNull();
  expect(heldTooLong(delay(1), delay(52))).not.toBeNull();
  // Each of three people may.
  expect(heldTooLong(delay(1), delay(150), 3)).toBeNull();
  expect(heldTooLong(delay(1), delay(152), 3)).not.toBeNull();
});
