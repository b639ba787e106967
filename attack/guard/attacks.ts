import type { Attack } from "../attack.ts";

export const guardAttacks: readonly Attack[] = [];
