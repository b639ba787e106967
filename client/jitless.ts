import { z } from "zod";

/**
 * zod compiles parsers with `new Function`, which the CSP forbids. Schemas decide when they are made, so this module is
 * the first import of the page and of the worker.
 */
z.config({ jitless: true });
