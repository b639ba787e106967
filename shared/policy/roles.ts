export const roles = ["student", "counselor", "admin"] as const;
export type Role = (typeof roles)[number];

export const accountStatuses = ["pending", "active", "suspended"] as const;
export type AccountStatus = (typeof accountStatuses)[number];

/**
 * Where an account stands to the server. `withheld`: it was recovered, and nobody has confirmed that its owner did that. It may
 * sign in, and reads nothing. Devices hear `active`: those of before know no other word.
 */
export const standings = [...accountStatuses, "withheld"] as const;
export type AccountStanding = (typeof standings)[number];

/** Who can confirm a recovery: any counselor, the student's own, or only the host at the server's console. */
export const confirmers = ["counselor", "own-counselor", "console"] as const;
export type Confirmer = (typeof confirmers)[number];
