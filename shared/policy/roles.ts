export const roles = ["student", "counselor", "admin"] as const;
export type Role = (typeof roles)[number];

export const accountStatuses = ["pending", "active", "suspended"] as const;
export type AccountStatus = (typeof accountStatuses)[number];
