import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Size } from "./engine.ts";

/** Keeps storage on disk as people's browsers do; WebKitGTK's own test browser keeps it in memory. */
export const webkitApp = fileURLToPath(new URL("webkit-app.py", import.meta.url));

/** `display` names the X server that the browser draws on. */
export type Place = { display: string; size: Size };

/** A new profile, and what tells the browser of it. Remove it when the browser has ended. */
export function newProfile({ display, size }: Place): { env: Record<string, string>; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), "alcove-webkit-"));
  return {
    env: {
      DISPLAY: display,
      // As root in a container the sandbox cannot start; the page is our own.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      LIBGL_ALWAYS_SOFTWARE: "1",
      NO_AT_BRIDGE: "1",
      ALCOVE_WEBKIT_PROFILE: folder,
      ALCOVE_WEBKIT_SIZE: `${size.width}x${size.height}`,
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
