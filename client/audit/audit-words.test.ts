import { expect, test } from "vitest";
import { auditDeeds } from "../../shared/audit/deeds.ts";
import { auditWords } from "./audit-words.ts";

const row = {
  actor: "r",
  actorName: "Ruth Mwangi",
  subject: "l",
  subjectName: "Leila Haddad",
  detail: { role: "counselor", from: "student", to: "admin", settings: "campus" },
};

test.each(auditDeeds)("[A23] %s is a sentence", (deed) => {
  expect(auditWords({ ...row, deed })).toMatch(/^[A-Z].*[^ ]\.$/);
});

test("who did it is named, or the console, or that they are gone", () => {
  expect(auditWords({ ...row, deed: "role.changed" })).toBe(
    "Ruth Mwangi changed Leila Haddad from a student to an admin.",
  );
  expect(auditWords({ ...row, deed: "account.suspended", actor: null, actorName: null })).toBe(
    "The server's console suspended Leila Haddad.",
  );
  expect(auditWords({ ...row, deed: "account.suspended", actorName: null })).toMatch(/no longer here/);
});
