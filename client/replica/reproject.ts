import { entriesLevel } from "../../shared/entries/level.ts";
import type { Replica } from "./database.ts";
import type { Me } from "./me.ts";
import { readMeta } from "./meta.ts";
import { project, projectionTables } from "./project.ts";

/** What is projected of a ticket; raised when that changes. Entries that an app has learned to read count too. */
const projection = 2;
const present = `${projection}.${entriesLevel}`;

/** Tickets projected in one transaction: the screens read in between. */
const atOnce = 200;

/** After an update of the app, computes once what an earlier one computed otherwise, or could not read [D11]. */
export async function reproject(replica: Replica, me: Me, now: number): Promise<void> {
  if ((await readMeta(replica)).projection === present) return;
  const ids = await replica.tickets.toCollection().primaryKeys();
  for (let start = 0; start < ids.length; start += atOnce) {
    const some = ids.slice(start, start + atOnce);
    // Dexie follows the awaits of an async function only: of any other the transaction ends too early.
    await replica.transaction("rw", projectionTables(replica), async () => project(replica, me, now, some));
  }
  await replica.meta.put({ key: "projection", value: present });
}
