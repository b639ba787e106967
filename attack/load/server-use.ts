/** What a server's process uses, as it says itself. */
export type ServerUse = { mebibytes: number; cpuSeconds: number };

/** Reads `/metrics`, which is open on the server's own machine. */
export async function serverUse(url: string): Promise<ServerUse> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return {
    mebibytes: numberOf(text, "process_resident_memory_bytes") / 1024 / 1024,
    cpuSeconds: numberOf(text, "process_cpu_seconds_total"),
  };
}

function numberOf(text: string, name: string): number {
  const found = new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1];
  if (found === undefined) throw new Error(`/metrics says nothing of ${name}`);
  return Number(found);
}

/** Looks every `everyMs` until it is ended; keeps the most. A server too busy to say is asked again. */
export function watchMemory(url: string, everyMs: number): () => Promise<number> {
  let most = 0;
  let ended = false;
  const watching = (async () => {
    while (!ended) {
      most = Math.max(most, (await serverUse(url).catch(() => null))?.mebibytes ?? 0);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  return async () => {
    ended = true;
    await watching;
    return most;
  };
}
