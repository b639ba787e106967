import { z } from "zod";
import { claimsRole, isOnlyTitle, looksLike } from "../../shared/names/look-alike.ts";
import { personName } from "../../shared/names/person-name.ts";
import type { Role } from "../../shared/policy/roles.ts";
import { Problem } from "../http/problem.ts";
import type { Db } from "./database.ts";

const names = z.array(z.string());

/**
 * The name that is stored for what somebody typed. A student takes neither the name of staff nor of the campus, nor one
 * that looks like them: other students would believe it. Throws `bad-name`, which says what is wrong.
 */
export function nameFor(db: Db, campusName: string, { text, role }: { text: string; role: Role }): string {
  const judged = personName(text);
  if ("problem" in judged) throw new Problem("bad-name", { detail: judged.problem });
  const { name } = judged;
  if (role !== "student") return name;
  if (isOnlyTitle(name))
    throw new Problem("bad-name", { detail: "This is a title or a role. Enter your name." });
  if (claimsRole(name))
    throw new Problem("bad-name", { detail: "This name says that you work here. Enter your name alone." });
  if ([campusName, ...staffNames(db)].some((taken) => looksLike(name, taken))) {
    throw new Problem("bad-name", {
      detail:
        "This name looks like the name of somebody who works here. Add a middle name or an initial, so that nobody mistakes you.",
    });
  }
  return name;
}

/** Suspended staff too: students still know them. */
function staffNames(db: Db): string[] {
  return names.parse(db.prepare(`SELECT name FROM "user" WHERE role <> 'student'`).pluck().all());
}
