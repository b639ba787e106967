import { describe, expect, test } from "vitest";
import { mayAppend } from "./may-append.ts";
import { isHeldInVain, mayHold } from "./may-hold.ts";
import type { Role } from "./roles.ts";
import { cast, samples, sceneOf, ticketIn } from "./scene.arbitrary.ts";

/** The role of an active account; null for a suspended one, a pending one and nobody. */
const cases: [Role | null, boolean][] = [
  ["counselor", true],
  ["student", false],
  ["admin", false],
  [null, false],
];

describe("[P17] only an active counselor may have a ticket", () => {
  test.each(cases)("%s: %s", (role, may) => {
    const roleOf = () => role;
    const ticket = ticketIn("claimed");
    expect(mayHold(roleOf, "somebody")).toBe(may);
    expect(isHeldInVain({ roleOf }, ticket)).toBe(!may);
    const ruling = mayAppend(cast.admin, { ...sceneOf(ticket, false), roleOf }, samples["ticket.assigned"]);
    expect(ruling).toEqual(
      may ? { allowed: true } : { allowed: false, rule: "assign-needs-active-counselor" },
    );
  });

  test("a ticket that nobody has is held by nobody in vain", () => {
    expect(isHeldInVain({ roleOf: () => null }, ticketIn("open"))).toBe(false);
    expect(isHeldInVain({ roleOf: () => null }, null)).toBe(false);
  });
});
