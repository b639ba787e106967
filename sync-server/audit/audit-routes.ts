import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { Router } from "express";
import { z } from "zod";
import type { Accounts } from "../accounts/accounts.ts";
import type { Db } from "../accounts/database.ts";
import { requireAdmin, signedIn } from "../http/admission.ts";
import { Problem } from "../http/problem.ts";
import { type AuditRow, auditPage, recordAudit } from "./audit-log.ts";

/** Rows of one page, and rows read at once for the export. */
const pageRows = 100;
const exportRows = 1_000;

const pageQuery = z.object({ before: z.coerce.number().int().positive().nullable().default(null) });
const columns = ["at", "deed", "actor", "actorName", "subject", "subjectName", "detail"] as const;

/** The audit log for admins: a page at a time, or all of it as CSV. Reading all of it is recorded too. */
export function auditRoutes({ db, accounts }: { db: Db; accounts: Pick<Accounts, "signInOf"> }): Router {
  const routes = Router();
  const admin = requireAdmin(accounts);

  routes.get("/audit", admin, (req, res) => {
    const query = pageQuery.safeParse(req.query);
    if (!query.success) throw new Problem("bad-request");
    const { rows, next } = auditPage(db, { before: query.data.before, limit: pageRows });
    res.json({ rows, more: next !== null });
  });

  // A post and not a link: no other site's page can have it made, and it is recorded before a row is read.
  routes.post("/audit/export", admin, async (req, res) => {
    recordAudit(db, { actor: signedIn(req).person.id, deed: "audit.exported", subject: null });
    res.setHeader("Content-Type", "text/csv; charset=utf-8");
    res.setHeader("Content-Disposition", 'attachment; filename="alcove-audit.csv"');
    res.write(`${columns.join(",")}\r\n`);
    for (let before: number | null = null; ; ) {
      const { rows, next }: ReturnType<typeof auditPage> = auditPage(db, { before, limit: exportRows });
      const taken = res.write(rows.map(lineOf).join(""));
      before = next;
      if (before === null || res.destroyed) break;
      // Years of rows are not read in one turn, nor faster than they are taken.
      if (taken) await setImmediate();
      else await Promise.race([once(res, "drain"), once(res, "close")]);
    }
    res.end();
  });

  return routes;
}

function lineOf(row: AuditRow): string {
  const cells = columns.map((column) =>
    column === "detail" ? JSON.stringify(row.detail) : (row[column] ?? ""),
  );
  return `${cells.map(cellOf).join(",")}\r\n`;
}

/** RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
function cellOf(text: string): string {
  const plain = /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
