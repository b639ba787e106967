import { parseArgs } from "node:util";
import { allAttacks } from "./all.ts";
import type { Attack, Outcome } from "./attack.ts";
import { runAttack } from "./run-attack.ts";
import { type Scale, startTarget, type Target } from "./target.ts";

const usage = `npm run attack [-- --only <part of group/name>] [--long] [--small] [--seed <number>] [--list]

Attacks a server that this command starts on a throw-away folder, and says what it tried and what happened.`;

type Result = { attack: Attack; outcome: Outcome; ms: number };

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: [] },
      long: { type: "boolean", default: false },
      small: { type: "boolean", default: false },
      seed: { type: "string" },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const chosen = allAttacks.filter(
    (attack) => values.only.length === 0 || values.only.some((part) => fullName(attack).includes(part)),
  );
  if (values.list) {
    for (const attack of chosen) console.log(`${fullName(attack)}: ${attack.promise}`);
    return 0;
  }
  const scale = values.long ? "long" : values.small ? "small" : "full";
  const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number.parseInt(values.seed, 10);
  console.log(`${chosen.length} attacks, --seed ${seed}\n`);
  const results = await runAll(chosen, { scale, seed });
  const failed = results.filter(({ outcome }) => !outcome.held).length;
  const tried = results.reduce((sum, { outcome }) => sum + outcome.tried, 0);
  console.log(`\n${tried} hostile things tried, --seed ${seed}`);
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 && results.length > 0 ? 0 : 1;
}

/** All on one server; what an attack broke is replaced, so that the next ones are tried on a whole one. */
async function runAll(
  attacks: readonly Attack[],
  options: { scale: Scale; seed: number },
): Promise<Result[]> {
  const results: Result[] = [];
  let target: Target | null = null;
  let group = "";
  try {
    for (const attack of attacks) {
      target ??= await startTarget(options);
      const begun = performance.now();
      const outcome = await runAttack(attack, target);
      const result = { attack, outcome, ms: performance.now() - begun };
      results.push(result);
      if (attack.group !== group) console.log(`${attack.group}`);
      group = attack.group;
      print(result);
      if (!outcome.held) {
        await target.stop();
        target = null;
      }
    }
  } finally {
    await target?.stop();
  }
  return results;
}

function print({ attack, outcome, ms }: Result): void {
  const mark = outcome.held ? "held  " : "BROKEN";
  const tried = `${outcome.tried}×`.padStart(8);
  console.log(`  ${mark} ${attack.name.padEnd(44)} ${tried} ${`${(ms / 1_000).toFixed(1)} s`.padStart(8)}`);
  console.log(`         must: ${attack.promise}`);
  console.log(`         was:  ${outcome.happened}`);
}

function fullName({ group, name }: Attack): string {
  return `${group}/${name}`;
}

process.exitCode = await main();
