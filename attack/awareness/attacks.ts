import type { Attack } from "../attack.ts";

export const awarenessAttacks: readonly Attack[] = [];
