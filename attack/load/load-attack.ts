import { availableParallelism, loadavg } from "node:os";
import type { Attack, Outcome } from "../attack.ts";
import { heldTooLong, type LoopDelay, wordsOf } from "../loop-delay.ts";
import type { Scale, Target } from "../target.ts";
import type { Assaulted } from "./assaults/assault.ts";
import type { AssaultName } from "./assaults/assaults.ts";
import { Child } from "./child.ts";
import type { HostileAnswer, HostileOrder } from "./hostile-messages.ts";
import type { PairAnswer, PairOrder } from "./pair-messages.ts";
import { honestPair, hostileStudents } from "./people.ts";
import { watchMemory } from "./server-use.ts";
import { after } from "./wire.ts";

/** Milliseconds of quiet that an assault is compared with, and of the assault. */
const lengths: Record<Scale, { quiet: number; assault: number }> = {
  small: { quiet: 600, assault: 1_200 },
  full: { quiet: 2_000, assault: 5_000 },
  long: { quiet: 10_000, assault: 30_000 },
};
/** Milliseconds a message of the honest pair may take before it counts as lost. */
const lostAfterMs = 20_000;
/** How often the server's memory is looked at, in ms. */
const lookEveryMs = 200;

/** What an honest message may take during an assault. One of the two holds: so many times the quiet, or so many ms. */
const patience: Record<Scale, Record<"p50" | "p99", { times: number; ms: number }>> = {
  // Beside the other tests the machine is nobody's: what is left to see is a desk that stands still.
  small: { p50: { times: 20, ms: 8_000 }, p99: { times: 20, ms: 12_000 } },
  full: { p50: { times: 20, ms: 250 }, p99: { times: 20, ms: 1_500 } },
  long: { p50: { times: 20, ms: 250 }, p99: { times: 20, ms: 1_500 } },
};

/**
 * How many times longer everything takes because other programs use the machine as well: what waits for a processor, over
 * what an assault itself keeps busy. 1 on a machine of one's own.
 */
function crowding(): number {
  return Math.max(1, (loadavg()[0] ?? 0) / availableParallelism() - 1);
}

export type Load = {
  name: AssaultName;
  promise: string;
  /** Hostile people who take part. */
  people: number;
  /** Do their chats begin with some 600 kB? */
  fat?: boolean;
  /** Mebibytes by which the server may grow over what it had before. */
  mayGrow: number;
  /** Milliseconds of the assault, where it needs its own time. */
  forMs?: Partial<Record<Scale, number>>;
};

/** An assault by load: an honest pair chats without it and with it, and the server's memory is watched. */
export function loadAttack(load: Load): Attack {
  return { group: "load", name: load.name, promise: load.promise, run: (target) => run(load, target) };
}

async function run(load: Load, target: Target): Promise<Outcome> {
  const { quiet, assault } = lengths[target.scale];
  const crowded = crowding();
  const forMs = load.forMs?.[target.scale] ?? assault;
  const people = await hostileStudents(target, load.people, load.fat ?? false);
  const pair = new Child<PairOrder, PairAnswer>("pair.ts");
  const hostile = new Child<HostileOrder, HostileAnswer>("hostile.ts");
  try {
    await pair.tell({ t: "begin", settings: await honestPair(target) }, "ready");
    const before = await measured(pair, () => after(quiet), target);
    const { during, result } = await assaulted({ pair, hostile, target }, { name: load.name, people, forMs });
    return judged(load, { before, during, result, scale: target.scale, crowded });
  } finally {
    pair.end();
    hostile.end();
  }
}

type Measured = {
  p50: number;
  p99: number;
  missing: number;
  retried: number;
  cuts: number[];
  mebibytes: number;
  loop: LoopDelay;
};
type Processes = {
  pair: Child<PairOrder, PairAnswer>;
  hostile: Child<HostileOrder, HostileAnswer>;
  target: Target;
};

async function assaulted(
  { pair, hostile, target }: Processes,
  order: Omit<HostileOrder, "port">,
): Promise<{ during: Measured; result: Extract<HostileAnswer, { t: "over" }> }> {
  let result: Extract<HostileAnswer, { t: "over" }> | null = null;
  const during = await measured(
    pair,
    async () => {
      result = await hostile.tell({ ...order, port: target.port }, "over");
    },
    target,
  );
  if (result === null) throw new Error("the assault said nothing");
  return { during, result };
}

async function measured(
  pair: Processes["pair"],
  work: () => Promise<void>,
  { url, loopDelay }: Target,
): Promise<Measured> {
  const end = watchMemory(url, lookEveryMs);
  await loopDelay();
  await pair.tell({ t: "mark" }, "marked");
  await work();
  const { elapsed, missing, retried, cuts } = await pair.tell(
    { t: "measure", waitMs: lostAfterMs },
    "measured",
  );
  const loop = await loopDelay();
  const sorted = elapsed.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? lostAfterMs;
  return { p50: at(0.5), p99: at(0.99), missing, retried, cuts, mebibytes: await end(), loop };
}

function judged(
  { mayGrow, people }: Load,
  {
    before,
    during,
    result,
    scale,
    crowded,
  }: { before: Measured; during: Measured; result: Assaulted; scale: Scale; crowded: number },
): Outcome {
  const grown = Math.max(0, during.mebibytes - before.mebibytes);
  const held = heldTooLong(before.loop, during.loop, people);
  const broken = [
    ...(held === null ? [] : [held]),
    ...(["p50", "p99"] as const).flatMap((each) => {
      const { times, ms } = patience[scale][each];
      return during[each] > Math.max(ms * crowded, times * before[each])
        ? [`honest ${each} rose too far`]
        : [];
    }),
    ...(during.missing > 0 ? [`${during.missing} honest messages were lost`] : []),
    ...(during.cuts.length > 0 ? [`an honest socket was closed with ${during.cuts.join(" and ")}`] : []),
    ...(grown > mayGrow ? [`the server grew by more than ${mayGrow} MB`] : []),
  ];
  const figures = [
    `honest p50 ${ratio(before.p50, during.p50)}, p99 ${ratio(before.p99, during.p99)}`,
    `loop ${wordsOf(during.loop)} (p99 ${before.loop.p99.toFixed(0)} ms without)`,
    ...(during.retried > 0 ? [`${during.retried} told to retry`] : []),
    `memory ${before.mebibytes.toFixed(0)} → ${during.mebibytes.toFixed(0)} MB`,
    ...(crowded > 1 ? [`a machine that others use too, ×${crowded.toFixed(1)}`] : []),
    result.happened,
  ].join("; ");
  return {
    held: broken.length === 0,
    tried: result.tried,
    happened: broken.length === 0 ? figures : `${broken.join(", ")} (${figures})`,
  };
}

function ratio(before: number, during: number): string {
  return `${before.toFixed(1)} → ${during.toFixed(1)} ms (×${(during / before).toFixed(1)})`;
}
