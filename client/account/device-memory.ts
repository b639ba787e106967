import { Dexie, type Table } from "dexie";
import { z } from "zod";
import { type Campus, campus, person } from "../../shared/api/account.ts";
import { deviceDatabase } from "../replica/database.ts";
import { endings, type Known } from "./standing.ts";

const known: z.ZodType<Known> = z.object({
  me: person,
  shared: z.boolean(),
  ended: z.enum(endings).nullable(),
});

class DeviceDatabase extends Dexie {
  declare kept: Table<{ key: string; value: unknown }, string>;
}

let opened: DeviceDatabase | null = null;

function database(): DeviceDatabase {
  if (opened === null) {
    opened = new DeviceDatabase(deviceDatabase);
    opened.version(1).stores({ kept: "key" });
  }
  return opened;
}

async function kept<T>(key: string, schema: z.ZodType<T>): Promise<T | null> {
  const row = await database().kept.get(key);
  return schema.safeParse(row?.value).data ?? null;
}

/** What the device itself keeps, whoever is signed in: the campus's crisis lines must be there for anybody. */
export const deviceMemory = {
  known: (): Promise<Known | null> => kept("known", known),
  remember: async (who: Known): Promise<void> => {
    await database().kept.put({ key: "known", value: who });
  },
  forget: (): Promise<void> => database().kept.delete("known"),

  campus: (): Promise<Campus | null> => kept("campus", campus),
  rememberCampus: async (heard: Campus): Promise<void> => {
    await database().kept.put({ key: "campus", value: heard });
  },

  /** People whose unsent words wait here while they are not the one who is signed in. */
  left: async (): Promise<Known[]> => (await kept("left", z.array(known))) ?? [],
  rememberLeft: async (who: Known): Promise<void> => {
    const { kept: rows } = database();
    await rows.db.transaction("rw", rows, async () => {
      const others = (await deviceMemory.left()).filter(({ me }) => me.id !== who.me.id);
      await rows.put({ key: "left", value: [...others, who] });
    });
  },
  forgetLeft: async (gone: (who: Known) => boolean): Promise<void> => {
    const { kept: rows } = database();
    await rows.db.transaction("rw", rows, async () => {
      const before = await deviceMemory.left();
      const staying = before.filter((who) => !gone(who));
      // A full device takes no write, not even one that changes nothing; and this is asked at every start.
      if (staying.length === before.length) return;
      if (staying.length === 0) await rows.delete("left");
      else await rows.put({ key: "left", value: staying });
    });
  },

  /** A sign-out the server has not heard of yet: told before anything else when it can be reached. */
  owesSignOut: async (): Promise<boolean> => (await kept("owes-sign-out", z.literal(true))) ?? false,
  setOwesSignOut: async (owes: boolean): Promise<void> => {
    if (owes) await database().kept.put({ key: "owes-sign-out", value: true });
    else await database().kept.delete("owes-sign-out");
  },
};
