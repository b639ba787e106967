import { registerHooks } from "node:module";

// The same server, versions of the protocol later: what a device with an older app meets after an update.
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith("/shared/protocol/version.ts")) return loaded;
    const source = String(loaded.source)
      .replaceAll('"alcove.2"', '"alcove.9"')
      .replaceAll('"alcove.1"', '"alcove.8"');
    return { ...loaded, source };
  },
});

await import("../sync-server/main.ts");
