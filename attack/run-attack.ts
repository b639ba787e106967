import type { Attack, Outcome } from "./attack.ts";
import { heldTooLong } from "./loop-delay.ts";
import type { Target } from "./target.ts";

/** Milliseconds in which the server must answer honest people after an attack, on a slow and busy machine. */
const answersWithinMs = 30_000;

/** Messages that the honest people exchange before an attack, to have something to compare with. */
const roundsAlone = 20;

/** What the server tells its host of a proxy that seems to be set up wrong, as these requests look: no fault of its own. */
const settingNamed = /^A proxy at |^A request (was refused|for a live connection)/;

/** An attack's outcome together with what it left behind: a server that lives, says nothing and serves honest people. */
export async function runAttack(attack: Attack, target: Target): Promise<Outcome> {
  const complaintsBefore = target.complaints();
  await target.loopDelay();
  for (let round = 0; round < roundsAlone && target.running(); round++) await target.honest.talk();
  const alone = await target.loopDelay();
  const outcome = await tryIt(attack, target);
  const attacked = target.running() ? await target.loopDelay() : alone;
  target.hangUp();
  const damage = await damageTo(target);
  const complaint = target
    .complaints()
    .slice(complaintsBefore.length)
    .split("\n")
    .filter((line) => !settingNamed.test(line))
    .join("\n")
    .trim();
  const held = heldTooLong(alone, attacked);
  const broken = [
    ...(outcome.held ? [] : [outcome.happened]),
    ...(held === null ? [] : [held]),
    ...(damage === null ? [] : [damage]),
    ...(complaint === "" ? [] : [`the server complained: ${complaint.slice(0, 300)}`]),
  ];
  return broken.length === 0 ? outcome : { ...outcome, held: false, happened: broken.join("; ") };
}

async function tryIt(attack: Attack, target: Target): Promise<Outcome> {
  try {
    return await attack.run(target);
  } catch (error) {
    return { held: false, tried: 0, happened: error instanceof Error ? error.message : String(error) };
  }
}

async function damageTo(target: Target): Promise<string | null> {
  if (!target.running()) return "the server died";
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${answersWithinMs} ms`)), answersWithinMs);
  try {
    await Promise.race([target.honest.talk(), late]);
  } catch (error) {
    return `honest people could not work: ${error instanceof Error ? error.message.slice(0, 300) : error}`;
  } finally {
    clearTimeout(timer);
  }
  return target.honest.isWhole(target);
}
