import type { Attack } from "./attack.ts";
import { awarenessAttacks } from "./awareness/attacks.ts";
import { careAttacks } from "./care/attacks.ts";
import { foreignAttacks } from "./foreign/attacks.ts";
import { fuzzAttacks } from "./fuzz/attacks.ts";
import { guardAttacks } from "./guard/attacks.ts";
import { httpAttacks } from "./http/attacks.ts";
import { loadAttacks } from "./load/attacks.ts";
import { policyAttacks } from "./policy/attacks.ts";
import { timeAttacks } from "./time/attacks.ts";
import { yjsAttacks } from "./yjs/attacks.ts";

/** Attacks on the sync sockets. */
export const syncAttacks: readonly Attack[] = [
  ...guardAttacks,
  ...yjsAttacks,
  ...awarenessAttacks,
  ...foreignAttacks,
  ...fuzzAttacks,
  ...policyAttacks,
  ...careAttacks,
];

/** Everything there is, in order: guessing passwords uses up what one address may try, and the last move the server's clock on. */
export const allAttacks: readonly Attack[] = [...syncAttacks, ...loadAttacks, ...httpAttacks, ...timeAttacks];
