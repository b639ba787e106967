import type { ServerProcess } from "../servers/server-process.ts";

/** What a stretch of time cost the server and the load. */
export type Cost = {
  ms: number;
  /** CPU of the server. */
  cpuMs: number;
  /** CPU of this process. */
  loadMs: number;
  rssMb: number;
  peakMb: number;
};

/** Begins to measure; the function it returns says what it cost up to then. */
export function metered(server: ServerProcess): () => Cost {
  const start = { at: performance.now(), usage: server.usage(), load: process.cpuUsage() };
  return () => {
    const { cpuMs, rssMb, peakMb } = server.usage();
    const load = process.cpuUsage(start.load);
    return {
      ms: performance.now() - start.at,
      cpuMs: cpuMs - start.usage.cpuMs,
      loadMs: (load.user + load.system) / 1_000,
      rssMb,
      peakMb,
    };
  };
}
