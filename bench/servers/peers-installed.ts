import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The peers' packages are in a folder of their own, which only `npm run bench` fills. */
export function arePeersInstalled(): boolean {
  return existsSync(fileURLToPath(new URL("../node_modules/@hocuspocus/server", import.meta.url)));
}
