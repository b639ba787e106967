import { createAccounts } from "../../sync-server/accounts/accounts.ts";
import { databasePath, openDatabase } from "../../sync-server/accounts/database.ts";
import { hashGated } from "../../sync-server/accounts/password-work.ts";
import { addPerson } from "../../sync-server/accounts/people.ts";
import { auditPage } from "../../sync-server/audit/audit-log.ts";
import { readConfig } from "../../sync-server/config.ts";
import type { Attack } from "../attack.ts";
import { Tries } from "../tries.ts";
import { ask, asPage, codeOf } from "./ask.ts";
import { withOwnServer } from "./own-server.ts";

const password = "correct horse battery";

export const recovery: readonly Attack[] = [
  {
    group: "http",
    name: "into-a-colleague's-account",
    promise:
      "An admin gets no link into the account of staff, and what they do to accounts stands in a log that they cannot change.",
    run: () =>
      withOwnServer({ emails: ["sam@campus.example"], password }, async ({ port, url, dataDir }) => {
        const tries = new Tries();
        const db = openDatabase(databasePath(dataDir), { mustExist: true });
        try {
          const passwordHash = await hashGated(password);
          const person = (name: string, role: "counselor" | "admin") =>
            addPerson(db, { name, email: `${name.toLowerCase()}@campus.example`, role, passwordHash });
          const [mallory, leila, ruth] = [
            person("Mallory", "admin"),
            person("Leila", "counselor"),
            person("Ruth", "admin"),
          ];
          const signedIn = await ask(port, {
            method: "POST",
            path: "/api/auth/sign-in/email",
            headers: asPage(url, ""),
            body: JSON.stringify({ email: mallory.email, password }),
          });
          const cookie = (signedIn.headers["set-cookie"] ?? []).map((line) => line.split(";")[0]).join("; ");
          const send = (method: string, path: string, body: object = {}) =>
            ask(port, {
              method,
              path,
              headers: asPage(url, cookie),
              ...(method === "DELETE" ? {} : { body: JSON.stringify(body) }),
            });

          for (const { id } of [leila, ruth, mallory]) {
            const answer = await send("POST", `/api/people/${id}/reset-password`);
            tries.expect(
              codeOf(answer) === "staff-link" && !answer.text.includes("token"),
              `a link for staff: ${answer.status}`,
            );
          }
          // Who was staff may be so again: a link into the account would outlast the change of role.
          await send("POST", `/api/people/${leila.id}/role`, { role: "student" });
          const link = await send("POST", `/api/people/${leila.id}/reset-password`);
          tries.expect(codeOf(link) === "staff-link", `a link while they are a student: ${link.status}`);
          await send("POST", `/api/people/${leila.id}/role`, { role: "counselor" });

          const rows = auditPage(db, { before: null, limit: 10 }).rows.filter(
            ({ subject }) => subject === leila.id,
          );
          tries.expect(
            rows.map(({ deed }) => deed).join() === "role.changed,role.changed" &&
              rows.every(({ actor }) => actor === mallory.id),
            `the log says ${rows.map(({ deed }) => deed).join()}`,
          );
          for (const method of ["PUT", "PATCH", "DELETE"]) {
            for (const path of ["/api/audit", `/api/audit/${rows[0]?.id}`, "/api/audit/export"])
              tries.expect((await send(method, path)).status === 404, `${method} ${path}`);
          }
          tries.alsoExpect(
            auditPage(db, { before: null, limit: 10 }).rows.some(({ id }) => id === rows[0]?.id),
            "a row is gone",
          );
          const accounts = await createAccounts({
            db,
            config: readConfig({ DATA_DIR: dataDir }),
            secrets: { authSecret: null },
          });
          tries.alsoExpect(
            await accounts.verifyPassword(leila.id, password),
            "a colleague's password changed",
          );
          accounts.close();
          return tries.outcome("no link, each deed on record");
        } finally {
          db.close();
        }
      }),
  },
];
