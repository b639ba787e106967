/**
 * Starts `main.ts` with what earlier starts compiled. In JavaScript, and nothing but this: to read TypeScript Node loads a
 * compiler, 60 ms and 18 MB, and what is cached of the file that opens the cache comes too late to spare that.
 */
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Beside the packages, so that it goes when they go. It is kept by file and content; where it cannot be written the start
// takes longer, and nothing else. In the environment, for the server's own threads.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../node_modules/.cache/alcove", import.meta.url));
enableCompileCache();
await import("./main.ts");
