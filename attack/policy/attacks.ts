import type { Attack } from "../attack.ts";

export const policyAttacks: readonly Attack[] = [];
