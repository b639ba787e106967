import type { Attack } from "../attack.ts";

export const yjsAttacks: readonly Attack[] = [];
