import type { Attack } from "../attack.ts";

export const fuzzAttacks: readonly Attack[] = [];
