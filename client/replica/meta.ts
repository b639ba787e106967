import { fileBytes } from "../../shared/attachments/limits.ts";
import { unreachable } from "../../shared/unreachable.ts";
import type { Replica } from "./database.ts";
import type { Meta } from "./schema.ts";

/** Where the device stands; what is not known yet has its first value. */
export async function readMeta(replica: Replica): Promise<Meta> {
  const meta: Meta = {
    cursor: 0,
    serverId: null,
    device: "",
    clockOffset: 0,
    purged: [],
    role: null,
    fileBytes: fileBytes.usual,
    notesSchema: 0,
    projection: "",
  };
  for (const row of await replica.meta.toArray()) {
    switch (row.key) {
      case "serverId":
        meta.serverId = row.value;
        break;
      case "device":
        meta.device = row.value;
        break;
      case "purged":
        meta.purged = row.value;
        break;
      case "cursor":
        meta.cursor = row.value;
        break;
      case "clockOffset":
        meta.clockOffset = row.value;
        break;
      case "role":
        meta.role = row.value;
        break;
      case "projection":
        meta.projection = row.value;
        break;
      case "fileBytes":
        meta.fileBytes = row.value;
        break;
      case "notesSchema":
        meta.notesSchema = row.value;
        break;
      default:
        unreachable(row);
    }
  }
  return meta;
}

/** This person's id on this device, made the first time it is asked for. */
export async function deviceIdOf(replica: Replica): Promise<string> {
  const { device: known } = await readMeta(replica);
  if (known !== "") return known;
  return replica.transaction("rw", replica.meta, async () => {
    const { device } = await readMeta(replica);
    if (device !== "") return device;
    const made = crypto.randomUUID();
    await replica.meta.put({ key: "device", value: made });
    return made;
  });
}

/** A clock that differs less than this from the server's is right. Ms. */
const clockToleranceMs = 2_000;

/** Remembers by how much (ms) the server's clock is ahead of ours: entries carry the server's time as far as we know it. */
export async function keepClockOffset(replica: Replica, offset: number): Promise<void> {
  const value = Math.abs(offset) < clockToleranceMs ? 0 : Math.round(offset);
  if ((await readMeta(replica)).clockOffset !== value) await replica.meta.put({ key: "clockOffset", value });
}

export async function keepServerId(replica: Replica, value: string): Promise<void> {
  if ((await readMeta(replica)).serverId !== value) await replica.meta.put({ key: "serverId", value });
}

/** By how much (ms) the server's clock is ahead; reads its own row only, so that a live query is not run for each cursor. */
export async function clockOffsetOf(replica: Replica): Promise<number> {
  const row = await replica.meta.get("clockOffset");
  return row?.key === "clockOffset" ? row.value : 0;
}
