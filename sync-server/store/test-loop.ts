/**
 * Milliseconds of CPU that the event loop was held at most, between two of its turns, while this was done. Counted by the
 * thread's own CPU time, so that other programs on the machine and other threads do not count.
 */
export async function longestTurn(work: () => Promise<void>): Promise<number> {
  const used = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let longest = 0;
  let last = used();
  let over = false;
  const look = () => {
    const now = used();
    longest = Math.max(longest, now - last);
    last = used();
    if (!over) setImmediate(look);
  };
  setImmediate(look);
  await work();
  await new Promise((resolve) => setImmediate(resolve));
  over = true;
  return longest;
}
