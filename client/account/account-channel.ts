/** Tabs of one browser, and its service worker, tell each other that somebody came or went; each reads the device again. */
export const accountChannel = "alcove-account";
