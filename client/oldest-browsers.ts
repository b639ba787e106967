/**
 * The oldest browsers that Alcove is for, of spring 2024: Chromium and WebKit for `light-dark()` and `AbortSignal`, Firefox
 * for `indexedDB.databases()`. The build, `index.html`, the README and `browser-check.js` follow it.
 */
export const oldestBrowsers = { chrome: "124", edge: "124", firefox: "126", safari: "17.5" } as const;
