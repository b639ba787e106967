import type { Attack } from "../attack.ts";

export const timeAttacks: readonly Attack[] = [];
