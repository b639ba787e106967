import type { AccountStatus, Role } from "../../shared/policy/roles.ts";

export const roleWords: { readonly [Each in Role]: string } = {
  student: "Student",
  counselor: "Counselor",
  admin: "Admin",
};

export const accountStatusWords: { readonly [Each in AccountStatus]: string } = {
  pending: "Waiting for approval",
  active: "Active",
  suspended: "Suspended",
};
