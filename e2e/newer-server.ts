import { registerHooks } from "node:module";

// The same server, one version of the protocol later: what a device with an older app meets after an update.
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith("/shared/protocol/version.ts")) return loaded;
    return { ...loaded, source: String(loaded.source).replace('"alcove.1"', '"alcove.2"') };
  },
});

await import("../sync-server/main.ts");
