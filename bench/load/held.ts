import type { PeerName } from "../servers/peers.ts";
import type { ServerProcess } from "../servers/server-process.ts";
import type { Figures, Metric } from "../workloads/workload.ts";

/** How long the server's event loop was held; the peers do not say. */
export const heldMetric: Metric = { name: "held", unit: "ms the event loop was held, p99", decimals: 1 };

/** What Alcove says of its event loop since it was last asked, in ms; nothing of a peer. */
export async function heldBy(peer: PeerName, { port }: Pick<ServerProcess, "port">): Promise<Figures> {
  if (peer !== "alcove") return {};
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const seconds = /^alcove_event_loop_delay_seconds\{quantile="0\.99"\} (\S+)$/m.exec(text)?.[1];
  if (seconds === undefined) throw new Error("/metrics says nothing of the event loop");
  return { held: Number(seconds) * 1_000 };
}
