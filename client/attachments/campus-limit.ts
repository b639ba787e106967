import { z } from "zod";
import { filesPath } from "../../shared/attachments/limits.ts";
import { api } from "../account/api.ts";
import type { Replica } from "../replica/database.ts";
import { readMeta } from "../replica/meta.ts";

export const fileSettings = z.object({ fileBytes: z.number() });
export const fileSettingsPath = `${filesPath}/settings`;

/** Bytes that one file may have, as the server last said on this device. */
export async function fileLimit(replica: Replica): Promise<number> {
  return (await readMeta(replica)).fileBytes;
}

/** Asks the server; without a network the last answer stands. */
export async function hearFileLimit(replica: Replica): Promise<void> {
  try {
    const answer = await api.get(fileSettingsPath, fileSettings);
    await replica.meta.put({ key: "fileBytes", value: answer.fileBytes });
  } catch {
    // No network, or an older server: the server judges each upload anyway.
  }
}
