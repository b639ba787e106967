import { databasePath, openDatabase } from "../../sync-server/accounts/database.ts";
import { renamesPerDay } from "../../sync-server/http/request-rates.ts";
import type { Attack } from "../attack.ts";
import { Tries } from "../tries.ts";
import { ask, asPage, codeOf } from "./ask.ts";

/** Requests at the same time, and how many each sends. */
const connections = 64;
const each = 9;

export const rates: readonly Attack[] = [
  {
    group: "http",
    name: "writes-before-approval",
    promise:
      "A sign-up that nobody approved writes a few times a minute, on however many connections: the rest is 429 with Retry-After, and honest messages pass meanwhile.",
    run: async (target) => {
      const tries = new Tries();
      const { person, cookie } = await target.add("student", "Pat");
      const db = openDatabase(databasePath(target.dataDir), { mustExist: true });
      db.prepare(`UPDATE "user" SET status = 'pending' WHERE id = ?`).run(person.id);
      db.close();
      let renamed = 0;
      const flood = Array.from({ length: connections }, async (_, connection) => {
        for (let sent = 0; sent < each; sent++) {
          const answer = await ask(target.port, {
            method: "PUT",
            path: "/api/me",
            headers: asPage(target.url, cookie),
            body: JSON.stringify({ name: `Pat ${connection} ${sent}` }),
          });
          if (answer.status === 200) renamed++;
          else
            tries.expect(
              answer.status === 429 && codeOf(answer) !== null && Number(answer.headers["retry-after"]) > 0,
              `a rename was answered ${answer.status} ${codeOf(answer)}`,
            );
        }
      });
      const talked = target.honest.talk();
      await Promise.all(flood);
      await talked;
      tries.alsoExpect(renamed <= renamesPerDay, `${renamed} renames were accepted`);
      return tries.outcome(`${renamed} of ${connections * each} accepted`);
    },
  },
];
