import { expect, test } from "vitest";
import { toldApart } from "./told-apart.ts";

const leila = { id: "4f2a-1", name: "Leila Haddad", role: "counselor" } as const;

test("[A17] one person of a name is called by it", () => {
  expect([...toldApart([leila, { ...leila, id: "b", name: "Kenji Watanabe" }]).values()]).toEqual([
    "Leila Haddad",
    "Kenji Watanabe",
  ]);
});

test.each([
  ["the same name", "Leila Haddad"],
  ["another case", "LEILA HADDAD"],
  ["accents", "Léila Haddad"],
])("[A17] two people with %s are told apart by address, or by role and code", (_how, name) => {
  const others = toldApart([leila, { ...leila, id: "9c0d-1", name, role: "admin" }]);
  expect([...others.values()]).toEqual(["Leila Haddad (counselor 4F2A)", `${name} (admin 9C0D)`]);
  const known = toldApart([
    { ...leila, email: "l.haddad@campus.example" },
    { ...leila, id: "9c0d-1", name, email: "leila2@campus.example" },
  ]);
  expect([...known.values()]).toEqual([
    "Leila Haddad (l.haddad@campus.example)",
    `${name} (leila2@campus.example)`,
  ]);
});
