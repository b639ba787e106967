/** The one background sync's name: asked for by a page, answered by the service worker. */
export const outboxSync = "alcove-outbox";
