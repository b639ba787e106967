import type { Attack } from "../attack.ts";

export const foreignAttacks: readonly Attack[] = [];
