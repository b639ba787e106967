import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Beside the packages, so that it goes when they go. It is kept by file and content, and where it cannot be written the start
 * takes longer, and nothing else.
 */
const compiled = fileURLToPath(new URL("../node_modules/.cache/alcove", import.meta.url));

// Before anything else is loaded: what was compiled, and its types stripped, at an earlier start is not compiled again.
enableCompileCache(compiled);
await import("./program.ts");
