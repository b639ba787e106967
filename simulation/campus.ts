import type { Role } from "../shared/policy/roles.ts";

/** Somebody there is, and on how many devices. */
type Member = { id: string; role: Role; devices: number };

export const campus: readonly [Member, ...Member[]] = [
  { id: "sam", role: "student", devices: 2 },
  { id: "sue", role: "student", devices: 1 },
  { id: "cleo", role: "counselor", devices: 2 },
  { id: "carl", role: "counselor", devices: 1 },
  { id: "cora", role: "counselor", devices: 1 },
  { id: "ada", role: "admin", devices: 1 },
];
