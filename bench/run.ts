import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Options, readOptions, usage } from "./options.ts";
import { asJson, type Measured, rowsOf } from "./report/results.ts";
import { table } from "./report/table.ts";
import type { PeerName } from "./servers/peers.ts";
import { arePeersInstalled } from "./servers/peers-installed.ts";
import { endServers } from "./servers/server-process.ts";
import { ChatMaker } from "./workloads/chats.ts";
import { w1 } from "./workloads/w1-chat.ts";
import { w2 } from "./workloads/w2-saturation.ts";
import { w3 } from "./workloads/w3-storm.ts";
import { w4 } from "./workloads/w4-readers.ts";
import { w5 } from "./workloads/w5-restart.ts";
import { w6 } from "./workloads/w6-kill.ts";
import { w7 } from "./workloads/w7-memory.ts";
import { w8 } from "./workloads/w8-device.ts";
import type { Figures, Workload } from "./workloads/workload.ts";

const workloads: readonly Workload[] = [w1, w2, w3, w4, w5, w6, w7, w8];
const latest = fileURLToPath(new URL("results/latest.json", import.meta.url));

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), latest);
  const chosen = workloads.filter(({ id }) => options.only === null || options.only.includes(id));
  if (options.only !== null && chosen.length < options.only.length) {
    throw new Error(`--only knows ${workloads.map(({ id }) => id).join(", ")}`);
  }
  if (process.platform !== "linux") throw new Error("the figures of a process are read from Linux's /proc");
  if (options.peers.some((peer) => peer !== "alcove") && !arePeersInstalled()) {
    throw new Error("the peers are not installed: `npm run bench` does it, or choose --peer alcove");
  }
  const scratch = mkdtempSync(path.join(os.tmpdir(), "alcove-bench-"));
  process.on("exit", () => {
    endServers();
    rmSync(scratch, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  const began = { at: performance.now(), load: os.loadavg() };
  const chats = new ChatMaker(scratch, options.peers);
  const measured: Measured[] = [];
  for (const workload of chosen) measured.push(await measure(workload, options, { scratch, chats }));
  report(measured, options, began);
  if (measured.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}

/** All rounds of one workload, its peers in turn, so that what else the machine does falls on all of them alike. */
async function measure(
  workload: Workload,
  options: Options,
  { scratch, chats }: { scratch: string; chats: ChatMaker },
): Promise<Measured> {
  const { quick } = options;
  const peers = options.peers.filter((peer) => workload.peers.includes(peer));
  const folder = path.join(scratch, workload.id);
  mkdirSync(folder);
  say(`${workload.id}: ${workload.title}`);
  const began = performance.now();
  const prepared = await workload.prepare({ quick, scratch: folder, peers, chats });
  const rounds = new Map<PeerName, Figures[]>(peers.map((peer) => [peer, []]));
  say(`  made ready in ${secondsSince(began)} s`);
  const failures: string[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const peer of peers) {
      const head = `  round ${round}  ${peer.padEnd(12)}`;
      try {
        const figures = await prepared.round({ peer, round, quick });
        rounds.get(peer)?.push(figures);
        const shown = Object.entries(figures).map(([name, value]) => `${name} ${value.toPrecision(4)}`);
        say(`${head} ${shown.join("  ")}`);
      } catch (error) {
        // One peer that breaks under a load is a finding too, and no reason to lose the others' figures.
        failures.push(`round ${round}, ${peer}: ${error instanceof Error ? error.message : error}`);
        say(`${head} FAILED ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  say(`  ${secondsSince(began)} s`);
  rmSync(folder, { recursive: true, force: true });
  return { workload, rounds, failures };
}

function report(
  measured: readonly Measured[],
  options: Options,
  began: { at: number; load: number[] },
): void {
  const { peers, rounds, quick, json } = options;
  const head = ["", ...peers, "goal for alcove"];
  const of = rounds === 1 ? "One round" : `Medians of ${rounds} rounds`;
  console.log(`\n${of}; in brackets how many times Alcove's.\n`);
  console.log(table([head, ...measured.flatMap((each) => rowsOf(each, peers))]));
  const machine = {
    cores: os.availableParallelism(),
    cpu: os.cpus()[0]?.model ?? "",
    memoryGb: Math.round(os.totalmem() / 1024 ** 3),
    loadBefore: began.load,
    node: process.version,
  };
  mkdirSync(path.dirname(path.resolve(json)), { recursive: true });
  const all = { at: new Date().toISOString(), quick, rounds, machine, workloads: asJson(measured) };
  writeFileSync(json, `${JSON.stringify(all, null, 2)}\n`);
  console.log(`\n${secondsSince(began.at)} s; every round is in ${json}`);
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 1_000);
}

function say(line: string): void {
  console.error(line);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(
      error instanceof Error && error.message.startsWith("--") ? `${error.message}\n${usage}` : error,
    );
    process.exit(1);
  },
);
