import { describe, expect, test } from "vitest";
import { docKinds } from "../log/doc-name.ts";
import type { Actor } from "./actor.ts";
import { mayRead, principalsOf, readersOf } from "./may-read.ts";
import { cast, hourMs, now, ticketIn } from "./scene.arbitrary.ts";
import { cellsOf, readers, readTable, situations } from "./table.arbitrary.ts";

describe("the table: who may read what, and when", () => {
  test.each(docKinds)("[P6] %s", (kind) => {
    const cells = readers.flatMap((name) =>
      situations.map((situation) => {
        const readable = mayRead(cast[name], kind, ticketIn(situation), now);
        return [`${name}, ${situation}`, readable ? "yes" : "no"];
      }),
    );
    expect(Object.fromEntries(cells)).toEqual(Object.fromEntries(cellsOf(readTable[kind], readers)));
  });

  test.each(docKinds)("[P2] %s: nobody reads without an active account", (kind) => {
    for (const name of readers.filter((each) => each !== "system")) {
      for (const status of ["pending", "suspended"] as const) {
        for (const situation of situations) {
          const actor: Actor = { ...cast[name], status };
          expect(mayRead(actor, kind, ticketIn(situation), now), `${name}, ${situation}`).toBe(false);
        }
      }
    }
  });
});

describe("what turns on more", () => {
  test("[P5] emergency access ends by itself, for that admin and at that moment", () => {
    const ticket = ticketIn("claimed");
    for (const kind of ["request", "chat", "notes"] as const) {
      expect(mayRead(cast.accessing, kind, ticket, now + hourMs - 1)).toBe(true);
      expect(mayRead(cast.accessing, kind, ticket, now + hourMs)).toBe(false);
      expect(mayRead(cast.admin, kind, ticket, now)).toBe(false);
      expect(mayRead(cast.expired, kind, ticket, now - 1)).toBe(true);
    }
  });

  test("[P5] emergency access is an admin's: with the role it is gone", () => {
    for (const role of ["student", "counselor"] as const) {
      expect(mayRead({ ...cast.accessing, role }, "chat", ticketIn("claimed"), now)).toBe(false);
    }
  });

  test("[P3] a change of role ends what the old one could read", () => {
    const promoted: Actor = { ...cast.owner, role: "counselor" };
    const demoted: Actor = { ...cast.assigned, role: "student" };
    for (const kind of docKinds) {
      expect(mayRead(promoted, kind, ticketIn("claimed"), now)).toBe(false);
      expect(mayRead(demoted, kind, ticketIn("claimed"), now)).toBe(false);
    }
  });

  test("[P6] after the hand-over the first counselor reads nothing any more", () => {
    const handed = ticketIn("scheduled", { assigned: "cora" });
    for (const kind of docKinds) {
      expect(mayRead(cast.assigned, kind, handed, now)).toBe(false);
      expect(mayRead(cast.counselor, kind, handed, now)).toBe(true);
    }
  });

  test("a principal is never one of another role, whatever the ids are", () => {
    const named: Actor = { id: "counselor", role: "student", status: "active" };
    expect(principalsOf(named)).toEqual(["role:student", "student:counselor"]);
    expect(readersOf("chat", { ...ticketOf(), assigned: "student:x" }, now)).toContain("counselor:student:x");
  });
});

function ticketOf() {
  const ticket = ticketIn("claimed");
  if (ticket === null) throw new Error("no ticket");
  return ticket;
}
